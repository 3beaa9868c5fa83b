"""The tournament mat: the mission of Line Following (ES), whole, with full and with weak batteries: 400 points."""

from lessons.miss import Miss
from lessons.run import Run

POINTS = {"home_out": 50, "tower_in": 100, "ball": 100, "tower_out": 50, "home_in": 100}


def check(run: Run) -> Miss | None:
    gates = {passed.gate for passed in run.gates}
    points = sum(worth for gate, worth in POINTS.items() if gate in gates)
    if "home_out" not in gates:
        return Miss("not_left", points=points)
    if "tower_in" not in gates:
        return Miss("no_tower", points=points)
    if "ball" not in gates:
        return Miss("no_ball", points=points)
    if "home_in" not in gates:
        return Miss("not_back", points=points)
    return None
