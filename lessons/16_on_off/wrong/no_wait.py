from robot import *

drive(12)
wait(1)
black = line_middle()
while True:
    if black > 50:
        turn_rate = -60
    else:
        turn_rate = 60
