# A name that is in neither.
btfly diff kernel newer --type task_strcut
