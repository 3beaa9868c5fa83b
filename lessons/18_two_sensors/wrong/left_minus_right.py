from robot import *

while True:
    turn_rate = (line_left() - line_right()) * 1.5
    drive(15, turn_rate)
    wait(0.01)
