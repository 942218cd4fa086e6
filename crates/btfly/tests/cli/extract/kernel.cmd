# What was written is said on stderr.
btfly extract kernel -o out
