# What was printed and renamed, for programs.
btfly header kernel -o vmlinux.h --json
