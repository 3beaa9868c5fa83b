from robot import *
import os

if "calibration.txt" not in os.listdir():
    calibrate()
follow_line(2)
