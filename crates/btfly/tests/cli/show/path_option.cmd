# The same, the path by itself.
btfly show task_struct --path tasks.prev kernel
