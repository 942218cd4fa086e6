# No such kernel.
btfly verify refused.btf --for 5.10,dots
