from robot import *

for side in range(3):
    straight(20)
    turn(90)
