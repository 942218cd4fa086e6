# An element.
btfly show 'task_struct.comm[3]' kernel
