from robot import *

before = 0
while True:
    offset = line_right() - line_left()
    turn_rate = offset * 3
    before = offset
    drive(25, turn_rate)
    wait(0.01)
