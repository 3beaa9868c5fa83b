from robot import *

# いつも 60 では なくて、ずれた 分だけ まがろう
while True:
    if line_middle() > 50:
        drive(12, -60)
    else:
        drive(12, 60)
    wait(0.01)
