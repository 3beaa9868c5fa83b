# a-MAZE-ing, elementary school: a track of boards from memory. Whoever falls off is set back and tries again.
from robot import *


def run():
    straight(84, 25)
    turn(-90)
    straight(70, 25)
    turn(45)
    straight(63.6, 25)
    turn(45)
    straight(62, 25)


while True:
    wait_for_button()
    try:
        run()
        break
    except RobotStopped:  # the player took the robot up
        reset_stop()
