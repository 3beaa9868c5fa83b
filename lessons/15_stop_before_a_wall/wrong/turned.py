from robot import *

turn(90)
straight(10)
