# No BTF.
btfly verify note.txt
