"""The demo: a small tournament on virtual boards in which every joint is the real one."""
