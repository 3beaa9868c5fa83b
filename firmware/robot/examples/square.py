# A square: the same two moves, four times.
from robot import *

for side in range(4):
    straight(20)
    turn(90)    # to the right
