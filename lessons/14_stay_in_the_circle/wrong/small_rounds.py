from robot import *

while True:
    drive(10, 90)
    wait(0.1)
