from robot import *

# Stop 10 cm before the wall, wherever it stands.
drive(10)
wait(3)
stop()
print(distance())
