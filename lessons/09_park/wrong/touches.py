from robot import *

straight(60)
turn(90)
drive(20)
wait(3)
stop()
