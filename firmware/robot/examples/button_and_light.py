# The light is on while the button is pressed.
from robot import *

wait_for_button()
while button_pressed():
    led(True)
    wait(0.02)
led(False)
