from robot import *


def ahead_cm():
    return distance() or 200


while ahead_cm() > 14:
    drive(15, (line_right() - line_left()) * 1.5)
    wait(0.01)
stop()
