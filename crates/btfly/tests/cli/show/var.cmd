# A variable and where it is.
btfly show jiffies kernel
