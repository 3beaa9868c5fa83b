"""What a lesson's check says when a robot did something else: which answer the child gets, and the numbers in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["GENERAL", "Figure", "Miss"]

Figure = float | int | str

GENERAL = (
    "refused", "error", "memory", "never_waits", "prints_without_end", "files_gone", "waits_for_keys", "stopped",
    "was_reset", "crashed", "out_of_time", "never_moved",
)  # fmt: skip
"""Answers that every lesson has; their words stand in the catalogues (`tui.lesson_words`), not in the lessons."""


@dataclass(frozen=True, slots=True)
class Miss:
    """`Miss("too_short", expected_cm=30, actual_cm=24)`: the answer's id and the figures for its sentence."""

    answer: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def __init__(self, answer: str, /, **figures: Figure) -> None:
        object.__setattr__(self, "answer", answer)
        object.__setattr__(self, "figures", figures)
