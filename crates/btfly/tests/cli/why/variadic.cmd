# Arguments that no program can be handed.
btfly why skb_dump --facts facts.json --root root
