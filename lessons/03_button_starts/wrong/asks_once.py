from robot import *

if button_pressed():
    straight(20)
