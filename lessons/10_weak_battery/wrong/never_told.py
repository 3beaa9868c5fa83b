from robot import *

drive(40)
while way < 58:
    wait(0.01)
stop()
