# then="go": one movement goes over into the next without a stop.
from robot import *

straight(20, then="go")
curve(30, 45, then="go")
straight(10)
