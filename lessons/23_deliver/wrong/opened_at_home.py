from robot import *

open_gate()
follow_line("tower")
close_gate()
straight(-52)
