from robot import *

while True:
    drive(15, -line_middle())
    wait(0.01)
