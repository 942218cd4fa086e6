# Only what breaks.
btfly diff kernel newer --only breaking
