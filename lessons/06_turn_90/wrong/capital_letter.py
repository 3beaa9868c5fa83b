from robot import *

Turn(90)
