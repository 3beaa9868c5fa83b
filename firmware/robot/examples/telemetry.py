# tell() sends a number to the computer, print() shows a text to people.
from robot import *

drive(10)
for step in range(50):
    tell("black", line_middle())
    wait(0.05)
stop()
print("done")
