# A line for each module, though they say the same.
btfly find sock kernel --all
