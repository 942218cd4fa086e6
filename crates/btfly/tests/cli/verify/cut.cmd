# What cannot be read is still told about.
btfly verify cut.btf
