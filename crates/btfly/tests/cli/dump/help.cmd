# Help.
btfly dump --help
