# A directory is no file.
btfly sort kernel -o kernel
