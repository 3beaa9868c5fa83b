from robot import *

turn(45)
