from robot import *

for side in range(4):
    straight(20)
    turn(60)
