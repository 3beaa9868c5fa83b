from robot import *


def side(n):
    straight(n)
    turn(90)


side(30)
side(15)
side(30)
side(15)
side(30)
side(15)
