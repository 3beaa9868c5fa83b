from robot import *

drive(10)
wait(1)
while on_line():
    wait(0.01)
stop()
