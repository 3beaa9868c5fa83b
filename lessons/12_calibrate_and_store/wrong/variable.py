from robot import *

knows_the_line = False
if not knows_the_line:
    calibrate()
    knows_the_line = True
follow_line(2)
