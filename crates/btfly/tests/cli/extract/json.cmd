# And on stdout for programs.
btfly extract kernel -o out --json
