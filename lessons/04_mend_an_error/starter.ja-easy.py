from robot import *

# まちがいは 何行目かな。0 を その 番ごうに かえよう。
print("line", 0)

led(True)
straight(20)
turn("90")
straight(20)
beep()
