from robot import *


def at_side_street():
    return line_left() > 60 and line_middle() > 60


follow_line(at_side_street, 15)
straight(6)
turn(-90)
follow_line()
