# We go slowly so that nothing falls over. One trip, then a few more balls.
from robot import *

print("hello from team slow")
gate = 1

while True:
    wait_for_button()
    wait(1)
    follow_line("tower", 8)
    wait(1)
    open_gate()
    wait(gate)
    close_gate()
    wait(2)
    straight(-15, 6)
    turn(180, 45)
    follow_line("line_end", 8)
    stop()
    gate = 2
