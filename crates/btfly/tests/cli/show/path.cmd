# One place, through what is anonymous.
btfly show task_struct.wake.entry kernel
