from robot import *

led(True)
wait(0.5)
