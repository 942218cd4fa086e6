# Types of one name that differ are shown one after the other.
btfly show sk_buff kernel
