from robot import *

led(True)
wait(0.5)
led(False)
wait(0.5)
