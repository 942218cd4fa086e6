# What to keep is not guessed.
btfly strip kernel -o out.btf
