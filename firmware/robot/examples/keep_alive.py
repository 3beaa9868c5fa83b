# The robot drives only while the computer keeps speaking to it: here it does not, so the robot stops.
from robot import *

keep_alive(2)
try:
    straight(80, 10)
except RobotStopped as why:
    print(why)
keep_alive(0)
reset_stop()
straight(-5)
