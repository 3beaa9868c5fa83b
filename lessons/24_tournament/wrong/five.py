from robot import *

straight(5)
open_gate()
close_gate()
