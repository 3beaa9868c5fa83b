from robot import *

straight(60)
turn(90)
straight(20)
