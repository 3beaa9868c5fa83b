from robot import *

if "calibration.json" not in os.listdir():
    calibrate()
follow_line(2)
