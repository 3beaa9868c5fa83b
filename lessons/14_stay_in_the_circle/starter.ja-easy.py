from robot import *

# せんで 1回 止まる。むきを かえて、ずっと 走ろう
drive(15)
while not on_line():
    wait(0.01)
stop()
