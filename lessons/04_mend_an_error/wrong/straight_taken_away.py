from robot import *

# Which line was wrong? Write its number instead of the 0.
print("line", 8)

led(True)
turn(90)
beep()
