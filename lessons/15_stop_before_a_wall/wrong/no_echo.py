from robot import *

drive(10)
while distance() > 10:
    wait(0.02)
stop()
