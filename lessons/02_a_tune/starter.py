from robot import *

beep("C4", 0.5)
