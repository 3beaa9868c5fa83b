from robot import *

straight(70)
turn(90)
straight(35)
