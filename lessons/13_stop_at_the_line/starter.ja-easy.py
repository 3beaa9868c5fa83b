from robot import *

# せんが どこに あっても、センサーが 見たら 止まろう
drive(10)
wait(5)
stop()
