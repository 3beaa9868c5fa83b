from robot import *

for i in range(2):
    beep("C4", 0.5)
    beep("D4", 0.5)
    beep("E4", 0.5)
