from robot import *

while True:
    off = line_middle() - 50
    drive(8, -off * 1)
    wait(0.01)
