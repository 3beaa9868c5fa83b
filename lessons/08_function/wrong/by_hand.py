from robot import *

straight(30)
turn(90)
straight(15)
turn(90)
straight(30)
turn(90)
straight(15)
turn(90)
