from robot import *

for look in range(500):
    if line_middle() > 50:
        drive(12, -60)
    else:
        drive(12, 60)
    wait(0.01)
stop()
