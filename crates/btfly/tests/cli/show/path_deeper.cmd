# A member of a member.
btfly show task_struct.prev kernel
