from robot import *

drive(40)
wait(2.2)
stop()
