from robot import *

while not on_line():
    wait(0.01)
while True:
    drive(15)
    wait(1)
