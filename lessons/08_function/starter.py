from robot import *

# Drive a rectangle, 30 cm long and 15 cm wide, with a word of your own.


def side(n):
    straight(n)


side(30)
