from robot import *
import os

if "calibration.json" in os.listdir():
    calibrate()
follow_line(2)
