# Everything that is wrong, in the kernel's order; advice once for each rule.
btfly verify refused.btf
