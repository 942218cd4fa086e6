# Nothing breaks.
btfly diff kernel newer --type sock
