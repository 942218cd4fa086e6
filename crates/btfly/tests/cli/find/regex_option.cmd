# The same without slashes.
btfly find --regex '^(tcp|find)_' kernel --kind func
