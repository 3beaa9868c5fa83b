from robot import *

wait(1.5)
