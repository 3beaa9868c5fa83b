from robot import *

# Let the robot print line_middle() 60 times while it drives.
drive(5)
wait(6)
stop()
