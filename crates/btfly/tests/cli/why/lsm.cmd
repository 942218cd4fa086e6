# A hook that is not there, on a kernel without BPF among its security modules.
btfly why lsm/file_open --facts facts.json --root root
