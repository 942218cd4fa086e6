# Nothing differs from itself.
btfly diff kernel kernel/
