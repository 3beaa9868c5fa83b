from robot import *

drive(5)
print(line_middle())
wait(6)
stop()
