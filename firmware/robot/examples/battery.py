# Is the battery still good?
from robot import *

print("battery:", battery_volts(), "volts")
if battery_low():
    beep("C6", 1)
