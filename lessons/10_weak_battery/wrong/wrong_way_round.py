from robot import *

drive(40)
while distance_cm() > 58:
    wait(0.01)
stop()
