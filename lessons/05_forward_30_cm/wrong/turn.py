from robot import *

turn(30)
