from robot import *

drive(5)
for look in range(60):
print(line_middle())
wait(0.1)
stop()
