from robot import *

# Drive into the place on the right: 60 cm ahead, a corner, 38 cm ahead.
straight(40)
