from robot import *

# 壁がどこにあっても、10 cm手前で止まろう
drive(10)
wait(3)
stop()
print(distance())
