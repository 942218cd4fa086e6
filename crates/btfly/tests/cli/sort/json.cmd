# Nothing but the order changes.
btfly sort kernel -o out.btf --json
