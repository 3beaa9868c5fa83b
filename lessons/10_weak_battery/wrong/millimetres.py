from robot import *

drive(40)
while distance_cm() < 600:
    wait(0.01)
stop()
