from robot import *

drive(10)
while True:
    if on_line():
        stop()
    wait(0.01)
