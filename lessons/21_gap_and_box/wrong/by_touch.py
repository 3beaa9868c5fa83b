from robot import *

while not bumped():
    drive(15, (line_right() - line_left()) * 1.5)
    wait(0.01)
stop()
