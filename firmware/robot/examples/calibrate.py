# Learn what white and black look like here. Put the robot on the line first.
from robot import *

if calibrate():
    print("I know the line now")
else:
    print("Put me on the line and try again")
