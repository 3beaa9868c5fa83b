from robot import *


def side(n):
    straight(n)


side(30)
side(15)
side(30)
side(15)
turn(90)
