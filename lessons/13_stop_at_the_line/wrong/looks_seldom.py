from robot import *

drive(15)
while not on_line():
    wait(0.15)
stop()
