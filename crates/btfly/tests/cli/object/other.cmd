# What is none is told so.
btfly object note.txt
