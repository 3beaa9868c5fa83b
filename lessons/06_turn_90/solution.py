from robot import *

turn(90)
