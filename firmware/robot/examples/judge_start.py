# The judge's computer starts the robot, and may stop it at any time; the button starts it too.
from robot import *

wait_for_start()
straight(30)
turn(180)
straight(30)
