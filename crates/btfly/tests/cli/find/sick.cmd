# What is set aside is said, and the rest answers.
btfly find priv sick
