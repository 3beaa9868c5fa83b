from robot import *

# 走りながら、line_middle() を 60回 print しよう
drive(5)
wait(6)
stop()
