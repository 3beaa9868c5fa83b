from robot import *

follow_line("tower", 22)
turn(180)
follow_line("line_end", 22)
