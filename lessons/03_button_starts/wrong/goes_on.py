from robot import *

wait_for_button()
straight(20)
straight(20)
