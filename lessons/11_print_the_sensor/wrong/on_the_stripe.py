from robot import *

straight(13)
for look in range(30):
    print(line_middle())
    wait(0.1)
