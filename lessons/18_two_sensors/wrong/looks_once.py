from robot import *

turn_rate = (line_right() - line_left()) * 1.5
drive(15, turn_rate)
wait(9)
