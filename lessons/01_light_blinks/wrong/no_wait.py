from robot import *

for i in range(5):
    led(True)
    led(False)
    wait(0.5)
