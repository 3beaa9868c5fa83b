from robot import *

wait_for_button()
straight(2)
