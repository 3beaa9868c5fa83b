from robot import *


def at_side_street():
    return line_left() > 60 and line_middle() > 60


# Count the side streets, and turn left into the second one.
follow_line(at_side_street, 15)
