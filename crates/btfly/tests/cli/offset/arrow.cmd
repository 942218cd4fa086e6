# Through a pointer.
btfly offset 'task_struct.wake.entry->next' kernel
