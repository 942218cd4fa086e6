# Modules have different structs of one name.
btfly offset priv.alpha kernel
