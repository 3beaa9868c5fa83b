from robot import *

# This stops at the line once. Make it turn, and go on for ever.
drive(15)
while not on_line():
    wait(0.01)
stop()
