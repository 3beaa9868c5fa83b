from robot import *
import os

if "calibration.json" not in os.listdir()
    calibrate()
follow_line(2)
