from robot import *

# Which line was wrong? Write its number instead of the 0.
print("line", 8)

led(True)
straight(20)
straight(20)
beep()
