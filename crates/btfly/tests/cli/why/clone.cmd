# The compiler left only a clone.
btfly why tcp_v4_do_rcv --facts facts.json --root root
