# What is the kernel's stays there.
btfly strip kernel/mods/beta.btf --type priv -o out.btf
