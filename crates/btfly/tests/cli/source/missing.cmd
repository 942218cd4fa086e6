# A path that does not exist.
btfly list no/such/file
