from robot import *

follow_line(2)
