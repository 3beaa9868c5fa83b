from robot import *

follow_line("tower")
wait(1.5)
straight(-52)
