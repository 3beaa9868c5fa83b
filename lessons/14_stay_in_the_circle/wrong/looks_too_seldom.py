from robot import *

while True:
    drive(30)
    while not on_line():
        wait(0.3)
    straight(-10)
    turn(130)
