# The button starts the robot, and stops it while it drives.
from robot import *

wait_for_button()
try:
    straight(60, 10)
    print("I am there")
except RobotStopped:
    print("somebody pressed the button")
