from robot import *

while True:
    straight(10)
    straight(-10)
