from robot import *

for side in range(4):
    straight(10)
    turn(90)
