from robot import *

while True:
    led(True)
    led(False)
