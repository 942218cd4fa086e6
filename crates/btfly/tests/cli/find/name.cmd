# A name: the types, members and enumerators of that name.
btfly find sock kernel
