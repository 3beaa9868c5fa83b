from robot import *

drive(10)
wait(4)
stop()
