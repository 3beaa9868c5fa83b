# On-off line following, our own: black on the left means turn left. Fast!!
from robot import *

SPEED = 20
TURN = 110
HOME_CM = 268  # measured with a tape


def steer():
    if line_left() > 40:
        drive(SPEED, -TURN)
    elif line_right() > 40:
        drive(SPEED, TURN)


while True:
    wait_for_button()
    drive(SPEED)
    while not bumped():
        steer()
        wait(0.01)
    stop()
    wait(0.5)
    open_gate()
    wait(2.5)
    close_gate()
    straight(-15)
    turn(180)
    start = distance_cm()
    drive(SPEED)
    while distance_cm() - start < HOME_CM:
        steer()
        wait(0.01)
    stop()
