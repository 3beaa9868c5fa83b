# The button is an emergency stop: afterwards nothing moves until reset_stop().
from robot import *

drive(10)
wait_for_button()
stop_all()
try:
    straight(10)
except RobotStopped:
    print("I may not move")
reset_stop()
straight(-5)
