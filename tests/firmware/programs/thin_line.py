from robot import *


def at_crossing():
    return line_left() > 50 and line_right() > 50


wait_for_button()
straight(10)
follow_line(at_crossing, 14)
straight(6)
follow_line(at_crossing, 14)
straight(6)
turn(-90)
follow_line("tower", 14)
wait(0.5)
open_gate()
wait(1)
close_gate()
straight(-15)
turn(180)
follow_line(at_crossing, 14)
straight(6)
turn(90)
follow_line(at_crossing, 14)
straight(6)
follow_line("line_end", 14)
wait(0.5)
