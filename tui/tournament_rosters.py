"""Who competed, from the tournaments' journals below a home: children by year, and the roster for the conversion.

Rules: a child competed when its team had an official run; a team's roster is the last one written for it;
       the roster closes on the day of the first official run; a child was registered when a fact first named it;
       persons are the random ids that clubhouse and tournament share; who stands on no roster by an id is not counted;
       rehearsals (`<home>/demo`) are no tournaments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from clubhouse_logs.conversion import Competitor
from clubhouse_logs.desk_record import DeskRecord
from clubhouse_logs.figures import Records
from clubhouse_logs.periods import Period
from judge.corrections import effective
from judge.errors import NotAJournal
from judge.facts import Fact, RunOpened, TeamEntered
from judge.journal import read_facts

__all__ = ["LINKING", "Season", "season_of", "seasons", "with_roster"]

LINKING = "linking"
"""The purpose a guardian consents to when visits may be linked with the tournament."""


@dataclass(frozen=True, slots=True)
class Season:
    """One tournament that was held."""

    path: Path
    roster_locks: date
    competitors: tuple[Competitor, ...]

    @property
    def children(self) -> int:
        """How many different children competed."""
        return len({one.person for one in self.competitors if one.competed})


def seasons(home: Path) -> list[Season]:
    """Return the tournaments of a home by their day. Raises: JournalTooNew, JournalDamaged."""
    found = (_season(path, facts) for path, facts in _journals(home))
    return sorted((one for one in found if one is not None), key=lambda one: (one.roster_locks, one.path))


def season_of(home: Path, period: Period, as_of: date) -> Season | None:
    """Return the last tournament of a period up to a day; None when there was none."""
    held = [one for one in seasons(home) if one.roster_locks in period and one.roster_locks <= as_of]
    return held[-1] if held else None


def with_roster(records: Records, season: Season | None, record: DeskRecord) -> Records:
    """Return what figures take, with a tournament's roster and who consented to be linked with it."""
    if season is None:
        return records
    roots = record.roots
    roster = [one.renamed(roots.get(one.person, one.person)) for one in season.competitors]
    consenting = record.members.consenting(LINKING, season.roster_locks)
    return replace(records, roster=roster, roster_locks=season.roster_locks, consenting=consenting)


def _journals(home: Path) -> Iterator[tuple[Path, list[Fact]]]:
    for path in sorted([*home.glob("*.db"), *home.glob("tournaments/**/*.db")]):
        try:
            facts = read_facts(path)
        except NotAJournal:  # a table of another room
            continue
        if any(isinstance(fact.body, TeamEntered) for fact in facts):
            yield path, facts


def _season(path: Path, facts: Sequence[Fact]) -> Season | None:
    standing, _findings = effective(facts)
    rosters: dict[str, tuple[str, ...]] = {}
    registered: dict[str, date] = {}
    competed: set[str] = set()
    days = []
    for fact in standing:
        match fact.body:
            case TeamEntered(team=team, members=members):
                rosters[team] = tuple(members)
                for person in members:
                    registered.setdefault(person, _day(fact))
            case RunOpened(team=team, official=True):
                competed.add(team)
                days.append(_day(fact))
    if not days:
        return None
    took_part = {person for team, members in rosters.items() if team in competed for person in members}
    persons = {person for members in rosters.values() for person in members}
    roster = (Competitor(person, registered[person], person in took_part) for person in sorted(persons))
    return Season(path, min(days), tuple(roster))


def _day(fact: Fact) -> date:
    return date.fromisoformat(fact.wall[:10])  # the wall time of the hall, with its own offset
