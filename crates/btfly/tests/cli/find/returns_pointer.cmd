# Without PATTERN the first argument is the source.
btfly find kernel/vmlinux.btf --ret 'struct sk_buff *'
