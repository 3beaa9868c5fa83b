# Fire Fighting, gone wrong: one candle from too far away, the next with the nose against it.
from robot import *

wait_for_button()
straight(63, 25)
turn(-90)
straight(12)
fan(True)
wait(3)
fan(False)
straight(-12)
turn(180)
drive(15)
while not bumped():
    wait(0.02)
stop()
fan(True)
wait(3)
