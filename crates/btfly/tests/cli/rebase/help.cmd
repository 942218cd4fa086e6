# With examples.
btfly rebase --help
