from robot import *

straight(20)
wait_for_button()
