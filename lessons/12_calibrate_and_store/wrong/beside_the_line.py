from robot import *
import os

if "calibration.json" not in os.listdir():
    turn(90)
    straight(15)
    calibrate()
follow_line(2)
