from robot import *
import os

# 1回目は線をおぼえる。2回目はすぐに走る
calibrate()
follow_line(2)
