from robot import *


def side(n):
    straight(n)
    turn(90)


side(18)
side(18)
side(18)
side(18)
