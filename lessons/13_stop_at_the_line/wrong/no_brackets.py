from robot import *

drive(10)
while not on_line:
    wait(0.01)
stop()
