from robot import *

drive(10)
while distance() > 5:
    wait(0.02)
stop()
