from robot import *

# Make the robot turn a quarter to the right. Write one line below.
