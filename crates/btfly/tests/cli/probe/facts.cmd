# Facts, for people.
btfly probe --facts facts.json
