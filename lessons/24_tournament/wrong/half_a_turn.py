from robot import *

follow_line("tower", 22)
wait(0.5)
open_gate()
wait(0.5)
close_gate()
straight(-15)
turn(90)
follow_line("line_end", 22)
