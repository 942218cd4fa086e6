# A pack is read while it is written.
btfly pack kernel -o /dev/null
