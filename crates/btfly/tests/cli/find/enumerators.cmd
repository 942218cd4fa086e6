# Constants with their values.
btfly find '*' kernel --kind enumerator
