from robot import *

while True:
    if line_middle() > 50:
        drive(12, -15)
    else:
        drive(12, 15)
    wait(0.01)
