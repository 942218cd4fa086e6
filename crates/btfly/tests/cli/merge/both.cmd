# Modules are named in one way.
btfly merge kernel kernel/mods/alpha.btf --module beta -o out.btf
