# What is set aside is not written.
btfly extract sick -o out
