from robot import *

led(True)
wait(5)
