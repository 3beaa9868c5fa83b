from robot import *

side(30)
side(15)
side(30)
side(15)


def side(n):
    straight(n)
    turn(90)
