# Fire Fighting: up the middle of the floor, a look to both sides at three places; blow out what burns.
from robot import *


def blow_out():
    """Drive up to the candle ahead, blow until it is out, and come back."""
    begin_cm = distance_cm()
    drive(15)
    while (distance() or 999) > 12 and distance_cm() - begin_cm < 50:
        wait(0.02)
    stop()
    fan(True)
    tenths = 0
    while flame() > 20 and tenths < 40:
        wait(0.1)
        tenths = tenths + 1
    fan(False)
    straight(begin_cm - distance_cm())


wait_for_button()
for way_cm in (63, 100, 100):
    straight(way_cm, 25)
    for side in (-90, 90):
        turn(side)
        if flame() > 20:
            blow_out()
        turn(-side)
