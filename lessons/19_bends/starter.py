from robot import *

# Two sensors are not enough at 25 cm a second. Run it, then look at how the offset changes.
while True:
    offset = line_right() - line_left()
    turn_rate = offset * 4
    drive(25, turn_rate)
    wait(0.01)
