from robot import *

for side in range(2):
    straight(20)
    turn(90)
    straight(20)
    turn(-90)
