from robot import *

# Bring the balls to the tower, then come back home.
follow_line("tower")
