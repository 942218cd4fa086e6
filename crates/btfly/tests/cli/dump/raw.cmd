# A listing of the base.
btfly dump kernel
