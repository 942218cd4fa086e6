# Another size of cache lines.
btfly show task_struct kernel --cacheline 32
