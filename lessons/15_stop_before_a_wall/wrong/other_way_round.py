from robot import *

drive(10)
while (distance() or 99) < 10:
    wait(0.02)
stop()
