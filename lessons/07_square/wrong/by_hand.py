from robot import *

straight(20)
turn(90)
straight(20)
turn(90)
straight(20)
turn(90)
straight(20)
turn(90)
