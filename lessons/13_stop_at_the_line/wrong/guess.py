from robot import *

straight(40)
