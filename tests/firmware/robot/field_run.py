"""A few lines with the library's words, run on the real MicroPython and the real field."""

from firmware.virtual.physics import RobotModel
from firmware.virtual.session import RunTrace, run_program
from firmware.wire import Sentence, Splitter

__all__ = ["answers", "drive", "told"]


def drive(program: str, *, seed: int = 1, limit_s: float = 20.0, model: RobotModel | None = None) -> RunTrace:
    """Run a program of robot words."""
    return run_program("from robot import *\n" + program, seed=seed, limit_s=limit_s, model=model)


def told(trace: RunTrace) -> list[tuple[str, ...]]:
    """What the robot told the host, in order."""
    pieces = Splitter().feed(trace.output.encode())
    return [piece.args for _, piece in pieces if isinstance(piece, Sentence) and piece.source == "robot"]


def answers(trace: RunTrace) -> dict[str, str]:
    """The same by name; the last of a name counts."""
    return {args[0]: args[1] for args in told(trace)}
