# Without modules.
btfly diff kernel newer --module none --type priv --type alpha_init
