from robot import *

while True:
    turn_rate = (line_right() - line_left()) * 0.2
    drive(15, turn_rate)
    wait(0.01)
