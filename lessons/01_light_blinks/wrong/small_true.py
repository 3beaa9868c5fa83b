from robot import *

for i in range(5):
    led(true)
    wait(0.5)
    led(false)
    wait(0.5)
