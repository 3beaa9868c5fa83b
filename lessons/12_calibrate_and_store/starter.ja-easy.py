from robot import *
import os

# 1回目は せんを おぼえる。2回目は すぐに 走る
calibrate()
follow_line(2)
