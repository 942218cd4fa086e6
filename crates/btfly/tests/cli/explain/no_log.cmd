# A text without the number of any instruction.
btfly explain count.o kernel --verifier-log note.txt
