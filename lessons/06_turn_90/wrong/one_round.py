from robot import *

turn(360)
