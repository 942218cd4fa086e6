# A directory without BTF.
btfly list kernel/mods
