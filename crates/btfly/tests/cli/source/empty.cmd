# An empty file.
btfly list nothing
