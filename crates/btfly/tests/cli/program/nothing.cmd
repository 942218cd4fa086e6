# Without arguments: what there is.
btfly
