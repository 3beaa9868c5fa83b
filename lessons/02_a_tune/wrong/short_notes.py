from robot import *

beep("C4")
beep("D4")
beep("E4")
