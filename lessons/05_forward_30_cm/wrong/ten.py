from robot import *

straight(10)
