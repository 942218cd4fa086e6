# What is not listed is counted.
btfly verify refused.btf --limit 1
