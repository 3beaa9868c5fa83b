from robot import *

drive(5)
while True:
    print(line_middle())
    wait(0.1)
