# Only some modules; the others are known to hints.
btfly relocate count.o --btf kernel --module alpha
