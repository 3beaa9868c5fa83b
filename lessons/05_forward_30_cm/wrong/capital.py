from robot import *

straigth(30)
