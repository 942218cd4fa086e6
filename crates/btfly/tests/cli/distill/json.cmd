# What it came to, for programs.
btfly distill kernel/mods/alpha.btf -o out.btf --base-out base.btf --json
