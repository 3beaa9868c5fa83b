# Drops balls at the tower and drives home. (We think.)
from robot import *

balls = 0
wait_for_button()
follow_line("tower", 20)

open_gate()
while balls < 10:
    wait(0.1)
    balls = balls + 1
close_gate()

straight(-15)
turn(180)
drive(20)
wait(0.5)
seconds = distance_cm() / (balls - 10)
print("home in", seconds)
follow_line("line_end", 20)
