from robot import *


def at_side_street():
    return line_left() > 60 and line_middle() > 60


count = 0
while count <= 2:
    follow_line(at_side_street, 15)
    count = count + 1
    straight(6)
turn(-90)
follow_line()
