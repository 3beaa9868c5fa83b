from robot import *

wait(0.1)
straight(10)
