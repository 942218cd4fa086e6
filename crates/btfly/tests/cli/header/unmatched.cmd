# Each name that there is not is said, whatever others find.
btfly header kernel --type pid_t --type lst_head --type 'zz*' --module none
