# Facts come back as they were saved.
btfly probe --facts facts.json --json
