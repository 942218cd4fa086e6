# Slashes make a regular expression, which is looked for anywhere in the name.
btfly find '/^(tcp|find)_/' kernel --kind func
