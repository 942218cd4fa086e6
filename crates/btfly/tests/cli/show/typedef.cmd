# Down to what it stands for.
btfly show u32 kernel
