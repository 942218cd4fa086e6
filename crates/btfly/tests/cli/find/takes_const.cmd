# Qualifiers and stars count where they are written.
btfly find '*' kernel --arg 'const struct sk_buff *'
