from robot import *

follow_line("tower")
wait(0.3)
open_gate()
wait(1.5)
close_gate()
straight(-52)
