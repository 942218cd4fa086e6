# An id that each module uses for another type.
btfly show 41 kernel
