# A file of another kind: what would have been right.
btfly list note.txt
