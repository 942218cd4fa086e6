# Values.
btfly show tcp_state kernel
