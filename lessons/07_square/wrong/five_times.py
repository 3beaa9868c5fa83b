from robot import *

for side in range(5):
    straight(20)
    turn(90)
