# The program of a robot that is put away: a short light, and it waits for the next child.
# mypy: ignore-errors
from robot import led, wait

led(True)
wait(0.2)
led(False)
