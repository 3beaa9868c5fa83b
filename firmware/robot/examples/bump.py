# Drive until the nose touches something, then go back.
from robot import *

drive(10)
while not bumped():
    wait(0.02)
stop()
straight(-10)
