from robot import *

state = "follow"
while state != "arrived":
    ahead = distance()
    if ahead is not None and ahead < 15:
        state = "arrived"
    elif on_line():
        state = "follow"
    else:
        state = "gap"

    if state == "follow":
        drive(15, (line_right() - line_left()) * 1.5)
    elif state == "gap":
        stop()
    wait(0.01)
stop()
