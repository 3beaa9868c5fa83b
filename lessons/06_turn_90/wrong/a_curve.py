from robot import *

curve(20, 90)
