from robot import *

# かべが どこに あっても、10 cm 前で 止まろう
drive(10)
wait(3)
stop()
print(distance())
