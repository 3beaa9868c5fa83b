from robot import *

wait_for_button()
beep()
