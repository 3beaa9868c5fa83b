from robot import *

# Bend as much as the robot is off, not always by 60.
while True:
    if line_middle() > 50:
        drive(12, -60)
    else:
        drive(12, 60)
    wait(0.01)
