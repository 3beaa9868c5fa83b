from robot import *

drive(-10)
wait(2)
stop()
