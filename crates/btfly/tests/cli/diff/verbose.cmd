# Each member that moved.
btfly diff kernel newer --type task_struct --verbose
