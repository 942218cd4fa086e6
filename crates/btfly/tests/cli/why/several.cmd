# Two functions of one name.
btfly why alloc_skb --facts facts.json --root root
