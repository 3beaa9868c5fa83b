# SumoBot: wait 3 seconds, look for the other robot, push it, and turn away from the black border.
from robot import *

SEEN_CM = 70
BLACK = 60

wait_for_button()
wait(3)
while True:
    if line_left() > BLACK or line_middle() > BLACK or line_right() > BLACK:
        drive(-40)
        wait(0.4)
        drive(0, 120)
        wait(0.8)
    else:
        ahead = distance()
        if ahead is not None and ahead > SEEN_CM:
            drive(5, 90)
        else:
            drive(50)
    wait(0.02)
