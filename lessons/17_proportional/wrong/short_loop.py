from robot import *

for look in range(500):
    off = line_middle() - 50
    drive(15, -off * 1)
    wait(0.01)
stop()
