from robot import *

while True:
    off = line_middle() - 50
    drive(15, -off * 1.2)
    wait(0.01)
