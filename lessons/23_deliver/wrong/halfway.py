from robot import *

straight(30)
open_gate()
wait(1.5)
close_gate()
straight(-30)
