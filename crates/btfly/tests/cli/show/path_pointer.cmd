# A dot does not go through a pointer.
btfly show sk_buff.sk.sk_family kernel
