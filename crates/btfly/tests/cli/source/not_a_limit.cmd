# A number is a number.
btfly list kernel --max-decompressed much
