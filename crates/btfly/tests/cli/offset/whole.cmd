# No member.
btfly offset task_struct kernel
