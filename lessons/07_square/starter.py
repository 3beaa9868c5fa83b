from robot import *

# Drive a square: 20 cm, a corner of 90 degrees, and so on. Use for.
straight(20)
turn(90)
