from robot import *

straight(20)
