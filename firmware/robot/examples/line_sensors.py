# What the three line sensors see: 0 is white, 100 is black.
from robot import *

for look in range(20):
    print(line_left(), line_middle(), line_right())
    wait(0.5)
