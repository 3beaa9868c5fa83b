from robot import *

off = line_middle() - 50
while True:
    drive(15, -off * 1)
    wait(0.01)
