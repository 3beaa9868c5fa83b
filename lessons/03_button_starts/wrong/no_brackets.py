from robot import *

wait_for_button
straight(20)
