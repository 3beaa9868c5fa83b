"""The child's screen: my robots, my programs, and one key each for what a child does with them."""
