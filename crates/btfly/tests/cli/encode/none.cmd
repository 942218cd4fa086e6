# What has no debug information.
btfly encode note.txt -o out.btf
