# Steer by yourself: the further the line is to one side, the more we turn.
from robot import *

wait_for_button()
for step in range(500):
    turn_rate = (line_right() - line_left()) * 1.2
    drive(12, turn_rate)
    wait(0.01)
stop()
