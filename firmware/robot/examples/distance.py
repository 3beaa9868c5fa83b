# Drive up to something ahead, and stop 20 cm before it.
from robot import *

drive(15)
while distance() is None or distance() > 20:
    wait(0.05)
stop()
print("it is", distance(), "cm away")
