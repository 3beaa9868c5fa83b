from robot import *

drive(10)
while distance() > 100:
    wait(0.02)
stop()
