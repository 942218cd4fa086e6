# What came of it, for programs.
btfly downgrade kernel/mods/alpha.btf --for 4.18 -o out.btf --json
