"""One row of the table: ours against a peer."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """Two figures of the same unit, both measured in this run.

    More is better: `aim` is the ratio that was promised; against a floor (what no program can beat) it lies below 1.
    `is_less_better`: `aim` is the most that ours may be, and the ratio is turned round. None for `ours` or `theirs`: it
    cannot be had on this machine, and `why` says so; beside two figures it says what they leave unsaid.
    """

    name: str
    peer: str
    ours: float | None
    theirs: float | None
    unit: str
    aim: float
    why: str | None = None
    is_less_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer; None where one of them is missing, or what would divide is 0."""
        if self.ours is None or self.theirs is None:
            return None
        better, worse = (self.theirs, self.ours) if self.is_less_better else (self.ours, self.theirs)
        return better / worse if worse else None

    @property
    def is_missed(self) -> bool:
        """Whether the promise does not hold; what was not measured breaks none."""
        if self.is_less_better:
            return self.ours is not None and self.ours > self.aim
        return self.ratio is not None and self.ratio < self.aim

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
        if self.is_less_better:
            document["is_less_better"] = True
        return document if self.why is None else {**document, "why": self.why}


def _short(number: float | None) -> float | None:
    """Four digits say more than any of these measurements can hold."""
    return None if number is None else float(f"{number:.4g}")
