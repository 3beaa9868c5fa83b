from robot import *

while True:
    off = line_middle() - 50
    drive(15, -of * 1)
    wait(0.01)
