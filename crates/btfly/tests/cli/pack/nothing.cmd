# No kernel.
btfly pack note.txt -o out.btfpack
