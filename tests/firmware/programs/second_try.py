from robot import *

tries = 0
while True:
    wait_for_button()
    tries = tries + 1
    print("try", tries)
    try:
        straight(84, 25)
        if tries > 1:
            turn(-90)
        straight(50, 25)
        break
    except RobotStopped:  # the player took the robot up
        reset_stop()
