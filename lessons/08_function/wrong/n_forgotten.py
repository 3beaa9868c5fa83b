from robot import *


def side(n):
    straight(20)
    turn(90)


side(30)
side(15)
side(30)
side(15)
