from robot import *

calibrate()
calibrate()
follow_line(2)
