# A log, with lines of source and relocations below its lines.
btfly explain count.o kernel --verifier-log log.txt
