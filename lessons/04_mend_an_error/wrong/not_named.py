from robot import *

# Which line was wrong? Write its number instead of the 0.
print("line", 0)

led(True)
straight(20)
turn(90)
straight(20)
beep()
