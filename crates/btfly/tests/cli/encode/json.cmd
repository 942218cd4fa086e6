# The same, for programs.
btfly encode note.txt -o out.btf --json
