# Let balls out for one second.
from robot import *

open_gate()
wait(1)
close_gate()
