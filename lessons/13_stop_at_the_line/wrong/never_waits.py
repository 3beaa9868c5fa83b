from robot import *

straight(20)
look = True
while look:
    pass
