# In the types, and nobody traces it.
btfly why find_task --facts facts.json --root root
