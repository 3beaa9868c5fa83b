from robot import *

straight(20)
beep()
