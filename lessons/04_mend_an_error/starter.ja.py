from robot import *

# まちがっていたのは何行目ですか。0 をその番号に変えます。
print("line", 0)

led(True)
straight(20)
turn("90")
straight(20)
beep()
