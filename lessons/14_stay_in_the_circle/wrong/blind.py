from robot import *

while True:
    straight(25)
    turn(100)
    straight(40)
