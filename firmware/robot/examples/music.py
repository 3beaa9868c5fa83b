# A beep, and a tune: the number after the colon is how many beats a note takes.
from robot import *

beep()
beep("C5", 0.5)
play("C4 D4 E4 C4 R E4 F4 G4:2")
