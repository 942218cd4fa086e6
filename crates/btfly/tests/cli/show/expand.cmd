# Members of member structs, with offsets from the outermost.
btfly show task_struct kernel --expand
