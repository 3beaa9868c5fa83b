from robot import *

while True:
    if line_middle() > 50:
        drive(4, -40)
    else:
        drive(4, 40)
    wait(0.01)
