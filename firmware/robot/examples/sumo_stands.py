# SumoBot, the simplest opponent: it holds its place.
from robot import *

wait_for_button()
stop()
while True:
    wait(1)
