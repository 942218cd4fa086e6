# Each type that is given must be taken.
btfly find '*' kernel --arg sk_buff --arg sock
