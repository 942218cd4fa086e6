# Into a file; stderr has what there is to know.
btfly header kernel -o vmlinux.h
