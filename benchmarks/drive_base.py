"""How exactly the robot's own words drive it: straight, turn, curve and a square, on the field, noise on, 20 seeds.

`python -m benchmarks.drive_base` prints the table: least, median and greatest error of each movement, with the gyro and
by the wheels alone, on even wheels and on worn ones (diameters 1 % unequal). The row is the worst of all the errors on
even wheels with the gyro, as a share of what was promised for its movement; its peer is the same robot without a gyro.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.row import Row
from firmware.virtual.physics import RobotModel
from firmware.virtual.session import RunTrace, run_program

__all__ = ["MOVES", "SEEDS", "Move", "errors", "measure"]

SEEDS = tuple(range(1, 21))
WORN = RobotModel(wheel_spread=0.01)
SQUARE = "for side in range(4):\n    straight(40)\n    turn(90)\n"
WITHOUT_GYRO = "from robot import hardware\nhardware.base.gyro = None\n"


@dataclass(frozen=True, slots=True)
class Move:
    """A movement, where it should end (mm ahead, mm to the right, degrees to the right), and what was promised."""

    name: str
    program: str
    ahead_mm: float
    right_mm: float
    turned_deg: float
    way_mm_max: float
    angle_deg_max: float


MOVES = (
    Move("straight(50)", "straight(50)\n", 500, 0, 0, 10, 2),
    Move("turn(90)", "turn(90)\n", 0, 0, 90, 10, 3),
    Move("curve(30, 90)", "curve(30, 90)\n", 300, 300, 90, 30, 4),
    Move("square", SQUARE, 0, 0, 360, 30, 6),
)


def measure(seeds: Sequence[int] = SEEDS) -> Row:
    """Drive every movement with and without the gyro."""
    worst = {
        has_gyro: max(
            max(way_mm / move.way_mm_max, angle_deg / move.angle_deg_max)
            for move in MOVES
            for way_mm, angle_deg in (errors(move, seed, has_gyro=has_gyro) for seed in seeds)
        )
        for has_gyro in (True, False)
    }
    return Row(
        name="drive_base",
        peer="the same robot without its gyro",
        ours=worst[True],
        theirs=worst[False],
        unit="worst error / promised",
        aim=1.0,
        is_less_better=True,
    )


def errors(move: Move, seed: int, *, has_gyro: bool = True, model: RobotModel | None = None) -> tuple[float, float]:
    """Drive a movement once; return how far from its goal it ended, in mm and in degrees.

    Raises: RuntimeError: the program broke; the text is what it printed.
    """
    program = (
        "from robot import *\n" + ("" if has_gyro else WITHOUT_GYRO) + "wait(0.5)\n" + move.program + "wait(0.3)\n"
    )
    trace = run_program(program, seed=seed, limit_s=60, model=model)
    if ",tele,program,done*" not in trace.output:
        raise RuntimeError(trace.output)
    return _missed(trace, move)


def _missed(trace: RunTrace, move: Move) -> tuple[float, float]:
    (_, x, y, heading, *_), (_, end_x, end_y, end_heading, *_) = trace.samples[0], trace.samples[-1]
    cos, sin = math.cos(math.radians(heading)), math.sin(math.radians(heading))
    goal_x = x + move.ahead_mm * cos + move.right_mm * sin
    goal_y = y + move.ahead_mm * sin - move.right_mm * cos
    return math.dist((end_x, end_y), (goal_x, goal_y)), abs(heading - end_heading - move.turned_deg)


def table(seeds: Sequence[int] = SEEDS) -> list[str]:
    """Return the table for people."""
    lines = [
        f"{'':<14} {'wheels':<6} {'gyro':<4} {'mm: min':>8} {'median':>7} {'max':>6}   {'deg: min':>8} median    max"
    ]
    for move in MOVES:
        for wheels, model in (("even", None), ("worn", WORN)):
            for has_gyro in (True, False):
                found = [errors(move, seed, has_gyro=has_gyro, model=model) for seed in seeds]
                way, angle = [mm for mm, _ in found], [deg for _, deg in found]
                lines.append(
                    f"{move.name:<14} {wheels:<6} {'yes' if has_gyro else 'no':<4}"
                    f" {min(way):>8.1f} {median(way):>7.1f} {max(way):>6.1f}"
                    f"   {min(angle):>8.2f} {median(angle):>6.2f} {max(angle):>6.2f}"
                )
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
