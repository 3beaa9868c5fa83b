from robot import *

turn(90)
turn(90)
