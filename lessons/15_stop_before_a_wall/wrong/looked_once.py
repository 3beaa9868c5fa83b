from robot import *

drive(10)
far = distance()
while far > 10:
    wait(0.02)
stop()
