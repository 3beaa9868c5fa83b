from robot import *

# A line with two gaps, and a box at its end. Which states does the robot need?
state = "follow"
while state != "arrived":
    drive(15, (line_right() - line_left()) * 1.5)
    wait(0.01)
stop()
