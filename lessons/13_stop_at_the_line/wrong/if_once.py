from robot import *

drive(10)
wait(0.5)
if not on_line():
    wait(0.01)
stop()
