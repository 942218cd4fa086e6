# A file that ends too early.
btfly list sick/mods/cut.btf
