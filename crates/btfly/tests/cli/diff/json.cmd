# All that is known of each change.
btfly diff kernel newer --json
