from robot import *

straight
