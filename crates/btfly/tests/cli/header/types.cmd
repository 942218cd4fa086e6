# By glob.
btfly header kernel --type 'task_*' --no-kfuncs
