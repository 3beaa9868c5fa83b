"""Deliver: ten to forty balls into the tower while the robot stands there, and home again."""

from lessons.miss import Miss
from lessons.run import Run

LEAST, MOST = 10, 40


def check(run: Run) -> Miss | None:
    gates = [passed.gate for passed in run.gates]
    balls = gates.count("ball")
    if "tower_in" not in gates:
        return Miss("not_there")
    if balls < LEAST:
        return Miss("no_ball", actual=balls)
    if balls > MOST:
        return Miss("too_many", actual=balls, most=MOST)
    if "home_in" not in gates:
        return Miss("not_home")
    return None
