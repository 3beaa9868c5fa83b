from robot import *

beep("E4", 0.5)
beep("D4", 0.5)
beep("C4", 0.5)
