from robot import *

straight(13)
black = line_middle()
drive(5)
for look in range(60):
    print(black)
    wait(0.1)
stop()
