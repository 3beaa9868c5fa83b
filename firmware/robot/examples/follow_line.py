# Follow the line to its end, as soon as the button is pressed.
from robot import *

wait_for_button()
if follow_line():
    print("at the end")
else:
    print("I lost the line")
