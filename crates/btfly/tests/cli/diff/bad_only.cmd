# A grade that there is not.
btfly diff kernel newer --only bad
