# Functions that take a struct: pointers, qualifiers and typedefs do not matter.
btfly find '*' kernel --arg 'struct sk_buff'
