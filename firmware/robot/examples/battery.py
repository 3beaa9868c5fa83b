# Is the battery still good?
from robot import *

print("battery:", battery_volts(), "volts")
