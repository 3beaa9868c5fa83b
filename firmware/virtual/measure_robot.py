"""From what a real robot printed about itself (`robot/examples/measure_me.py`) to the virtual robot's amounts.

Pure: the log's lines in, a model out, and how sure each amount is. A wheel that follows its motor with a first-order
lag has gone v (t - lag) once it is at its speed v, so speed and lag are slope and foot of a straight line; one that
rolls out goes v lag. The battery's share is in the speeds as it was that day. A wheel's diameter needs a ruler: it is
taken as the board's file has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from pathlib import Path

from firmware.virtual.field_errors import RobotFileError
from firmware.virtual.robot_model import RobotModel

__all__ = ["Measured", "fit"]

WORD = "measure"
PHASES = ("full", "coast", "half", "brake")
HALF = 0.5  # the effort of that phase
STEADY_FROM = 0.55  # of a phase's time: by then a wheel is at its speed
_PI = 3.141592653589793

Rows = list[tuple[float, float, float]]
"""Seconds, and counts left and right, since the phase began."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A robot's amounts; `sure` has for each that was measured its mean's standard error, in the amount's own unit."""

    model: RobotModel
    sure: dict[str, float]


@dataclass(slots=True)
class _Log:
    """What stands in a log."""

    steps: float = 0.0
    wheel_mm: float = 0.0
    phases: dict[str, list[Rows]] = field(default_factory=lambda: {name: [] for name in PHASES})
    turns: list[tuple[float, float]] = field(default_factory=list)
    """Degrees by the gyro, and counts that the wheels went against each other."""
    is_whole: bool = False


def fit(file: Path, lines: Iterable[str]) -> Measured:
    """Work out a robot from its log; lines of anything else are passed over.

    Args: file: where the log is from, for its reader.
    Raises: RobotFileError: something is missing in it, or the robot did not move.
    """
    log = _read(file, lines)
    mm = log.wheel_mm * _PI / log.steps
    found: dict[str, list[float]] = {}
    for full, coast, half, brake in zip(*(log.phases[name] for name in PHASES), strict=True):
        speeds = []
        for side in (1, 2):
            speed, lag_s = _speed_and_lag(full, side, mm)
            slower, _ = _speed_and_lag(half, side, mm)
            if min(speed, slower) <= 1.0 or speed <= slower:
                raise RobotFileError(file, f"{WORD} full, half", "the wheels did not turn as told")
            speeds.append(speed)
            _note(found, "lag_ms", lag_s * 1000)
            _note(found, "coast_ms", abs(coast[-1][side]) * mm / speed * 1000)
            _note(found, "brake_ms", abs(brake[-1][side]) * mm / slower * 1000)
            _note(found, "dead_band", max(0.0, (HALF * speed / slower - 1) / (speed / slower - 1)))
        _note(found, "free_speed_mm_s", sum(speeds) / 2)
        _note(found, "gain_spread", abs(speeds[0] - speeds[1]) / sum(speeds))
    for angle_deg, counts in log.turns:
        _note(found, "track_mm", counts * mm / (angle_deg * _PI / 180))
    amounts = {name: sum(values) / len(values) for name, values in found.items()}
    model = replace(RobotModel(), encoder_steps=log.steps, wheel_mm=log.wheel_mm, **amounts)
    return Measured(model, {name: _error(values) for name, values in found.items()})


def _read(file: Path, lines: Iterable[str]) -> _Log:
    log = _Log()
    for line in lines:
        words = line.partition(f"{WORD} ")[2].split()
        if len(words) != 4:
            continue
        name = words[0]
        try:
            first, second, third = (float(word) for word in words[1:])
        except ValueError:
            continue
        if name == "robot":
            log.steps, log.wheel_mm = first, second / 1000
        elif name == "turned":
            log.turns.append((abs(first) / 1000, abs(second - third)))
        elif name == "end":
            log.is_whole = True
        elif name in log.phases:
            if not log.phases[name] or first / 1e6 < log.phases[name][-1][-1][0]:
                log.phases[name].append([])
            log.phases[name][-1].append((first / 1e6, second, third))
    _check(file, log)
    return log


def _check(file: Path, log: _Log) -> None:
    if not log.is_whole:
        raise RobotFileError(file, f"{WORD} end", "is missing: the program did not come to its end")
    if log.steps <= 0 or log.wheel_mm <= 0:
        raise RobotFileError(file, f"{WORD} robot", "is missing")
    for name, some in log.phases.items():
        if not some or len(some) != len(log.phases["full"]):
            raise RobotFileError(file, f"{WORD} {name}", "is missing")
        if any(len(rows) < 2 * len(PHASES) for rows in some):
            raise RobotFileError(file, f"{WORD} {name}", "has too few lines")
    if any(angle_deg < 1 for angle_deg, _ in log.turns):
        raise RobotFileError(file, f"{WORD} turned", "the robot did not turn")


def _speed_and_lag(rows: Rows, side: int, mm: float) -> tuple[float, float]:
    """(mm/s, s): slope and foot of the line through a phase's later part (least squares)."""
    steady = [row for row in rows if row[0] >= STEADY_FROM * rows[-1][0]]
    times, ways = [row[0] for row in steady], [abs(row[side]) * mm for row in steady]
    middle_s, middle_mm = sum(times) / len(times), sum(ways) / len(ways)
    across = sum((at - middle_s) * (way - middle_mm) for at, way in zip(times, ways, strict=True))
    speed = across / sum((at - middle_s) * (at - middle_s) for at in times)
    return speed, middle_s - middle_mm / speed if speed else 0.0


def _note(found: dict[str, list[float]], name: str, value: float) -> None:
    found.setdefault(name, []).append(value)


def _error(values: Sequence[float]) -> float:
    """The mean's standard error; one value alone says nothing about itself."""
    if len(values) < 2:
        return float("inf")
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) * (value - mean) for value in values) / (len(values) - 1) / len(values))
