from robot import *

straight(45)
turn(90)
straight(35)
