# A bitfield: byte and bit, size in bits.
btfly offset sock.sk_reuse kernel
