# wait=False: the robot drives, and the program goes on. done() says when it has arrived.
from robot import *

drive_there = straight(30, wait=False)
while not drive_there.done():
    led(line_middle() > 50)
led(False)
