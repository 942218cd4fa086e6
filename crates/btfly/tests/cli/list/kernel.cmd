# A base and its modules.
btfly list kernel
