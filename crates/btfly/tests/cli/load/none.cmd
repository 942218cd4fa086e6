# What is no object.
btfly load note.txt
