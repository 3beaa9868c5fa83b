from robot import *

while True:
    turn(130)
