from robot import *

# 線がどこにあっても、センサーが線を見たら止まろう
drive(10)
wait(5)
stop()
