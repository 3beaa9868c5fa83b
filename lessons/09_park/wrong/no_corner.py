from robot import *

straight(60)
