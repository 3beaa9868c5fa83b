from robot import *

for i in range(5):
    led(False)
    wait(0.5)
