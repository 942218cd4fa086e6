# A module of another kernel is none of this.
btfly merge kernel/vmlinux.btf sick/mods/foreign.btf -o out.btf
