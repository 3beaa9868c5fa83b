from robot import *

wait_for_button()
for cm, degrees in ((104, -90), (80, 45), (90.5, 135), (90, -90), (70, -45)):
    straight(cm, 25)
    turn(degrees)
straight(74, 25)
