from robot import *

drive(5)
for look in range(60):
    print(line_midle())
    wait(0.1)
stop()
