from robot import *

drive(50)
while (distance() or 99) > 10:
    wait(0.05)
stop()
