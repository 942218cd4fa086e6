# Names that there are.
btfly show task_strcut kernel
