"""One row of the table: ours against a peer."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """Two rates of the same unit, more is better, both measured in this run.

    `aim` is the ratio that was promised; against a floor (what no program can beat) it lies below 1. None for `ours` or
    `theirs`: it cannot be had on this machine, and `why` says so.
    """

    name: str
    peer: str
    ours: float | None
    theirs: float | None
    unit: str
    aim: float
    why: str | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        return self.ours / self.theirs if self.ours is not None and self.theirs else None

    def as_json(self) -> dict[str, Any]:
        """Return the row as `python -m benchmarks --json` prints it."""
        document = {
            "name": self.name,
            "peer": self.peer,
            "ours": _short(self.ours),
            "theirs": _short(self.theirs),
            "unit": self.unit,
            "ratio": _short(self.ratio),
            "aim": self.aim,
        }
        return document if self.why is None else {**document, "why": self.why}


def _short(number: float | None) -> float | None:
    """Four digits say more than any of these measurements can hold."""
    return None if number is None else float(f"{number:.4g}")
