# What is there twice is written once; what is set aside is left out.
btfly pack kernel sick -o out.btfpack
