from robot import *

while True:
    drive(15)
    while not on_line:
        wait(0.01)
    straight(-10)
    turn(130)
