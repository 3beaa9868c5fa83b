from robot import *

drive(50)
while distance() > 10:
    wait(0.05)
stop()
