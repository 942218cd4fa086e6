# A section that attaches otherwise.
btfly why xdp/x --facts facts.json --root root
