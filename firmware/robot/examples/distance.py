# Drive up to something ahead, and stop 20 cm before it.
from robot import *

drive(15)
while (distance() or 99) > 20:  # no echo: as if it were far away
    wait(0.05)
stop()
print("it is", distance(), "cm away")
