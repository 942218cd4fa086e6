# `sock` of `beta` is that of the kernel.
btfly merge kernel --dedup -o out.btf
