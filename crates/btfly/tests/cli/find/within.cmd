# Members of certain types only, with their places.
btfly find 'task_*.*' kernel
