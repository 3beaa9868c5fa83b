from robot import *


def side(n):
    straight(n)
    turn(90)


sides(30)
sides(15)
sides(30)
sides(15)
