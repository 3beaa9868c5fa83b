from robot import *
import os

if "calibration.json" not in os.listdir():
    calibrate()
while True:
    follow_line(2)
    straight(-40)
