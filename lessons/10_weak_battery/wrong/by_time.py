from robot import *

drive(40)
wait(1.85)
stop()
