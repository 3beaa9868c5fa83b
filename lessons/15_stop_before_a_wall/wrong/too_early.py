from robot import *

drive(10)
while distance() > 20:
    wait(0.02)
stop()
