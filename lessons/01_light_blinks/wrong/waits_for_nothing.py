from robot import *

led(True)
while True:
    x = 1
