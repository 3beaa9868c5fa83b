from robot import *

follow_line(6, 22)
wait(0.5)
open_gate()
wait(0.5)
close_gate()
