# A glob is compared with the whole name.
btfly find 'sk_*' kernel
