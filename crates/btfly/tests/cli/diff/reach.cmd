# A function and what it leads to.
btfly diff kernel newer --type skb_dump --reach
