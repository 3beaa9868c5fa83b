from robot import *

wait(6.2)
straight(20)
