from robot import *

beep("C4", 0.5)
beep("D4", 0.5)
beep("E4", 0.5)
