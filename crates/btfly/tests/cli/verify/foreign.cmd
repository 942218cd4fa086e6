# A module that was built on another kernel.
btfly verify sick/mods/foreign.btf --base kernel/vmlinux.btf
