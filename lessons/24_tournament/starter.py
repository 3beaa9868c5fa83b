from robot import *

# The tournament: to the tower, a ball, and back home.
follow_line("tower", 22)
