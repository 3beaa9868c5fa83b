from robot import *

# Stop when the sensors see the line, wherever it is.
drive(10)
wait(5)
stop()
