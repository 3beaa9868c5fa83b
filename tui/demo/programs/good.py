# Team program: three trips. The first is the mission, then about 100 balls in two trips.
from robot import *

SPEED = 26  # cm each second; at 30 it was not safe in the curve


def trip(gate_seconds):
    wait_for_button()
    led(True)
    if not follow_line("tower", SPEED):
        return  # line lost: wait for the next button
    wait(0.5)  # stand still first
    open_gate()
    wait(gate_seconds)
    close_gate()
    wait(0.3)  # the last ball
    straight(-15)
    turn(180)
    follow_line("line_end", SPEED)
    led(False)


trip(0.5)  # the mission needs one ball
trip(4)  # 50 balls
trip(4)  # 50 more, then it is full
print("finished!")
