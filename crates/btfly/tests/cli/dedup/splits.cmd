# Modules beside their kernel, which is read once.
btfly dedup kernel/mods/alpha.btf kernel/mods/beta.btf -o out.btf
