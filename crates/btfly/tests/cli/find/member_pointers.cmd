# Members that point at such functions.
btfly find '*' kernel --kind member --arg sk_buff
