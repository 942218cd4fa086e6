# A layout: offsets, sizes, bitfields, an anonymous union in place.
btfly show task_struct kernel
