# A kind that there is not.
btfly find '*' kernel --kind structure
