# A module on its kernel.
btfly sort kernel/mods/alpha.btf -o out.btf
