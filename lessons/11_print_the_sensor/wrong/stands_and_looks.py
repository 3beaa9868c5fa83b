from robot import *

for look in range(60):
    print(line_middle())
    wait(0.1)
