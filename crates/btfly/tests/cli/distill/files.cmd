# Both files by name.
btfly distill kernel/mods/alpha.btf -o out.btf --base-out base.btf
