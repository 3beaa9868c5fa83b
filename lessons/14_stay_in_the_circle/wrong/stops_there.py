from robot import *

drive(15)
while True:
    if on_line():
        stop()
    wait(0.01)
