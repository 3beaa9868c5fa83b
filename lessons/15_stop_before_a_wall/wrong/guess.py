from robot import *

straight(30)
