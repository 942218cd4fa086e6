# Wrong usage is 2.
btfly find '/(/' kernel
