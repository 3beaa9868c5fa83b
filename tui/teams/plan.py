"""What an import of teams would do, row by row: the nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Asked", "EnteredTeam", "Offer", "Outcome", "PlannedTeam", "RowPlan", "TeamPlan"]


class Outcome(StrEnum):
    """What becomes of a row."""

    TEAM = "team"
    MEMBER = "member"
    """One more member of the team above."""
    ALREADY_THERE = "already-there"
    QUESTION = "question"
    TITLE = "title"
    HEADER = "header"
    TOTAL = "total"
    EXAMPLE = "example"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Offer:
    """A competition a team may enter, with every name its challenge is known by and every division it takes."""

    competition: str
    challenge: str
    division: str
    names: tuple[str, ...]
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlannedTeam:
    """A team a row would enter."""

    id: str
    name: str
    reading: str | None
    division: str
    language: str
    competitions: tuple[str, ...]
    members: int
    member_names: tuple[str, ...] = field(default=(), repr=False)
    """For the erasable table; () where only the heads were given."""


@dataclass(frozen=True, slots=True)
class EnteredTeam:
    """A team that takes part already."""

    id: str
    name: str
    division: str
    competitions: frozenset[str]
    members: int


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the file, numbered from 1 as a spreadsheet shows it. `fields` fill the reason's sentence."""

    row: int
    outcome: Outcome
    reason: str = ""
    """A question's code."""
    notes: tuple[str, ...] = ()
    """What was assumed: number-given, division-of-file, challenge-of-file, from-above, members-not-said, question-mark,
    name-in-another-team (two children are taken for two, whatever they are called)."""
    team: PlannedTeam | None = None
    fields: Mapping[str, int | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """Every row with its outcome, and the headings of columns that are not kept."""

    rows: tuple[RowPlan, ...]
    not_kept: tuple[str, ...]

    @property
    def teams(self) -> list[PlannedTeam]:
        """The teams an import would enter."""
        return [row.team for row in self.rows if row.outcome is Outcome.TEAM and row.team is not None]

    @property
    def questions(self) -> list[RowPlan]:
        """The rows somebody has to look at first."""
        return [row for row in self.rows if row.outcome is Outcome.QUESTION]


class Asked(Exception):  # noqa: N818 - not a failure: the row becomes a question
    """Something in a row is not clear; `code` and `fields` are those of the row's plan."""

    def __init__(self, code: str, **fields: int | str) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields
