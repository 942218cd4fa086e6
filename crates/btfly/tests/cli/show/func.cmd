# A prototype.
btfly show skb_dump kernel
