from robot import *

while True:
    straight(30)
    straight(-30)
