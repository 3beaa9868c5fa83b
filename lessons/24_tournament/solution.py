from robot import *

follow_line("tower", 22)
wait(0.5)
open_gate()
wait(0.5)
close_gate()
wait(0.3)
straight(-15)
turn(180)
follow_line("line_end", 22)
