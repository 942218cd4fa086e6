# What is shown does not decide how it ends.
btfly diff kernel newer --type task_struct --only harmless
