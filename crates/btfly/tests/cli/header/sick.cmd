# What is set aside is said.
btfly header sick -o vmlinux.h
