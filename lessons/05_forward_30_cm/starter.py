from robot import *

# Make the robot drive 30 cm ahead. Write one line below.
