from robot import *

straight(300)
