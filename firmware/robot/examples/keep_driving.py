# drive() goes on until stop(): here a bend to the left.
from robot import *

drive(15, -30)  # 15 cm and 30 degrees each second
wait(3)
stop()
print("I drove", distance_cm(), "cm")
