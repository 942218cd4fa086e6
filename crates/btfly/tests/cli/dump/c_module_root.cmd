# C of one type of a module, which its id alone does not tell from the kernel's.
btfly dump kernel/mods/beta.btf --format c --root 41
