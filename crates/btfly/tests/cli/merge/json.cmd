# The same for programs.
btfly merge kernel -o out.btf --json
