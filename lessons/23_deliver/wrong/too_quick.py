from robot import *

follow_line("tower")
open_gate()
close_gate()
straight(-52)
