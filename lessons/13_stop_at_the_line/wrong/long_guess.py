from robot import *

straight(62)
