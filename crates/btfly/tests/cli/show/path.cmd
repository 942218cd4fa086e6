# One place.
btfly show task_struct.tasks.prev kernel
