from robot import *

while True:
    while not on_line():
        drive(15)
    straight(10)
    turn(130)
