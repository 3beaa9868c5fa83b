from robot import *

drive(15)
wait(10)
stop()
