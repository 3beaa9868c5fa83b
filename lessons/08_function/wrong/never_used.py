from robot import *


def side(n):
    straight(n)
    turn(90)


