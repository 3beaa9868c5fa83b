from robot import *

straight(distance() + 10)
