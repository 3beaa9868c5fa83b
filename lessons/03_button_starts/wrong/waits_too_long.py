from robot import *

wait_for_button()
wait(2)
straight(20)
