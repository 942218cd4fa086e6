# A dash is stdout, and no file of that name.
btfly header kernel --type list_head -o -
