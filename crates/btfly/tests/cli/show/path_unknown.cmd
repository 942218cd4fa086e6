# What may have been meant.
btfly show task_struct.state kernel
