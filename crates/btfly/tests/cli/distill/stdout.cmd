# The base cannot go to stdout as well.
btfly distill kernel/mods/alpha.btf -o -
