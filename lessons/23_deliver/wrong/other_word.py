from robot import *

follow_line("tower")
wait(0.3)
gate_open()
