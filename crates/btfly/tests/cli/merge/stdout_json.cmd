# Stdout cannot have both.
btfly merge kernel -o - --json
