from robot import *

drive(45)
while not on_line():
    wait(0.01)
stop()
