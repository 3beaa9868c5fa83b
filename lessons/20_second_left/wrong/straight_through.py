from robot import *


def at_side_street():
    return line_left() > 60 and line_middle() > 60


follow_line()
