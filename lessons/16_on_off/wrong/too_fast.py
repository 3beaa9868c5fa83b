from robot import *

while True:
    if line_middle() > 50:
        drive(45, -60)
    else:
        drive(45, 60)
    wait(0.01)
