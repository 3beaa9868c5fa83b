from robot import *

# Follow the line with the left and the right sensor.
while True:
    turn_rate = 0
    drive(15, turn_rate)
    wait(0.01)
