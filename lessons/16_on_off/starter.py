from robot import *

# Black: bend to the left. White: bend to the right.
while True:
    drive(12, 0)
    wait(0.01)
