# Equal copies are one, with all their homes; bitfields have unit and bit.
btfly show 'struct sock' kernel
