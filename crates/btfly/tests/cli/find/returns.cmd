# By what is returned; a typedef counts as what it stands for.
btfly find '*' kernel --ret int
