"""From an import's plan to the facts it writes, and from those to the facts that take it back.

Rules: a fact gets random ids and never a child's name; a name goes to the erasable table before the facts of its team;
       undo is a correction of each fact written, and refused where something else rests on a team by now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from judge.corrections import effective
from judge.facts import Body, Corrected, Fact, PersonAdded, TeamEntered
from judge.hall_kinds import CompetitionEntered, RoundPublished
from judge.tournament.hall_state import HallState
from tui.teams.plan import EnteredTeam, PlannedTeam

__all__ = ["BY", "Written", "bodies", "entered_teams", "resting_on", "undoing", "written_by"]

BY = "import"
REASON = "import-undone"
WRITTEN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._+-]{0,63}):([1-9]\d{0,15})-([1-9]\d{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """The facts of one import: those of a station from one number to another."""

    station: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.station}:{self.first}-{self.last}"

    @classmethod
    def read(cls, text: str) -> Written | None:
        """Read what an import was called when it was written; None: no import is called so."""
        found = WRITTEN.fullmatch(text)
        return cls(found[1], int(found[2]), int(found[3])) if found else None


def bodies(team: PlannedTeam, *, is_single: bool, new_person: Callable[[str | None], str]) -> list[Body]:
    """Return the facts that enter a team.

    Args: is_single: the journal holds one competition, which a team enters by itself.
          new_person: makes an id, and keeps the name where one is given; called once a member.
    """
    names = team.member_names or (None,) * team.members
    members = tuple(new_person(name) for name in names)
    entering = () if is_single else team.competitions
    return [
        *(PersonAdded(member, "child") for member in members),
        TeamEntered(team.id, team.name, team.division, members, team.language, team.reading),
        *(CompetitionEntered(competition, team.id) for competition in entering),
    ]


def entered_teams(hall: HallState) -> list[EnteredTeam]:
    """Return who takes part, as a plan compares them."""
    single = next(iter(hall.competitions), None) if hall.is_single else None
    return [
        EnteredTeam(
            team.id,
            team.entered.name,
            team.entered.division,
            frozenset([single] if single is not None else team.competitions),
            len(team.entered.members),
        )
        for team in hall.teams.values()
    ]


def written_by(facts: Iterable[Fact], written: Written) -> list[Fact]:
    """Return the facts of an import that still stand."""
    return [
        fact
        for fact in effective(facts)[0]
        if fact.station == written.station
        and written.first <= fact.seq <= written.last
        and fact.by == BY
        and isinstance(fact.body, PersonAdded | TeamEntered | CompetitionEntered)
    ]


def resting_on(facts: Iterable[Fact], imported: Sequence[Fact]) -> dict[str, str]:
    """Return the teams of an import that something else names by now, each with the first such fact's id."""
    teams = {fact.body.team for fact in imported if isinstance(fact.body, TeamEntered)}
    own = {fact.source for fact in imported}
    resting: dict[str, str] = {}
    for fact in effective(facts)[0]:
        named = [team for pair in fact.body.pairings for team in pair] if isinstance(fact.body, RoundPublished) else []
        for team in (*named, getattr(fact.body, "team", None)):
            if team in teams and fact.source not in own:
                resting.setdefault(str(team), fact.source)
    return resting


def undoing(imported: Sequence[Fact], reason: str = REASON) -> list[Body]:
    """Return the corrections that take an import back, the last fact first."""
    return [Corrected(fact.station, fact.seq, "withdraw", None, reason) for fact in reversed(imported)]
