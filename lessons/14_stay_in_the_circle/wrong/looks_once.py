from robot import *

while True:
    drive(15)
    if on_line():
        straight(-10)
        turn(130)
    wait(1)
