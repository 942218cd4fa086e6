# One place of one kernel.
btfly offset task_struct.wake.entry kernel
