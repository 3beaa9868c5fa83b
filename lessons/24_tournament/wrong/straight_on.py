from robot import *

straight(120)
