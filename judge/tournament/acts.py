"""A fact that someone proposes to write."""

from typing import NamedTuple

from judge.facts import Body

__all__ = ["Act"]


class Act(NamedTuple):
    """A fact that someone proposes to write."""

    body: Body
    run: str | None = None
    at_ms: int | None = None
