# Structs that have such a member, also through what is anonymous.
btfly find kernel/vmlinux.btf --member 'exit_*'
