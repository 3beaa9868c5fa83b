from robot import *

straight(60)
turn(60)
straight(30)
