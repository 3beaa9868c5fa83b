from robot import *

straight(46)
