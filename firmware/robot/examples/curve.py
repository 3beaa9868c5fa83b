# A quarter of a circle to the right, and the same way back.
from robot import *

curve(30, 90)
curve(-30, -90)
