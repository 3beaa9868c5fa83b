from robot import *

while True:
    if line_middle() > 50:
        drive(15, -60)
    else:
        drive(15, 60)
    wait(0.01)
