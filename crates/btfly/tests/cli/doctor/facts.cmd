# Of a machine that saved its facts.
btfly doctor --facts facts.json
