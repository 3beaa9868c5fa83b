from robot import *

follow_line("towr", 22)
