from robot import *

for i in range(5):
    led(True)
    wait(1)
    led(False)
    wait(1)
