from robot import *

# 40 cm each second for 1.8 seconds: that is 60 cm, with the start. But what if the battery is weak?
drive(40)
wait(1.8)
stop()
