# What to do when something holds the robot: go back a little, and turn away.
from robot import *

try:
    straight(100)
except RobotStuck:
    straight(-10)
    turn(90)
