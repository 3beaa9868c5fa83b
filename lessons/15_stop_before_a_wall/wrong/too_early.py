from robot import *

drive(10)
while (distance() or 99) > 20:
    wait(0.02)
stop()
