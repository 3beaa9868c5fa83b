from robot import *

drive(10)
while not bumped():
    wait(0.02)
straight(-10)
