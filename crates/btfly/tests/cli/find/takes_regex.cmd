# A regular expression is compared with the type as C text.
btfly find '*' kernel --arg '/^const /'
