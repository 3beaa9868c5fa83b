from robot import *

while True:
    turn_rate = (line_right() - line_left()) * 1.5
    drive(5, turn_rate)
    wait(0.01)
