from robot import *

while True:
    drive(12)
    wait(0.01)
