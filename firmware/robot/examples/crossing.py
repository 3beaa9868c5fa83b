# Line Following, middle school: at the crossing to the left, a ball into the tower, and home the same way.
from robot import *


def at_crossing():
    return line_left() > 60 and line_right() > 60


wait_for_button()
straight(10)
follow_line(at_crossing, 22)
straight(6)
turn(-90)
follow_line("tower", 22)
wait(0.5)
open_gate()
wait(1)
close_gate()
straight(-15)
turn(180)
follow_line(at_crossing, 22)
straight(6)
turn(90)
follow_line("line_end", 22)
wait(0.5)
