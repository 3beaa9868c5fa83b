from robot import *

# 線で1回止まる。向きを変えて、ずっと走り続けよう
drive(15)
while not on_line():
    wait(0.01)
stop()
