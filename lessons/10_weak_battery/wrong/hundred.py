from robot import *

straight(100)
