"""Members, provisional or confirmed, what they consented to and what they are counted under, by random ids.

Rules: the facts' dates decide, not the order they were written in;
       a provisional membership runs out by its date, whether or not any program ran that day;
       consent is one purpose in one version, and ends on the day it is withdrawn;
       a stage or area holds from its date until the next one of the same person.
Source: DEFINITIONS.md, 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from clubhouse_logs.cohorts import Membership
from clubhouse_logs.merges import Roots
from judge.facts import (
    ConsentGiven,
    ConsentWithdrawn,
    Fact,
    MemberConfirmed,
    MemberEnded,
    MemberProvisional,
    PersonDescribed,
)

__all__ = ["Consent", "Described", "Members", "Standing", "fold_members"]

ONE_DAY = timedelta(days=1)


class Standing(StrEnum):
    """What somebody is on a day."""

    NONE = "none"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    RUN_OUT = "run-out"
    """Provisional, and the day for the form has passed: the name is to be erased."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One purpose, consented to on [since, until)."""

    person: str
    purpose: str
    version: str
    by_role: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Described:
    """What a person is counted under from a date on; None: not known."""

    since: date
    stage: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Members:
    """Everything the facts say about members; lists in a fixed order."""

    confirmed: tuple[Membership, ...] = ()
    provisional: tuple[Membership, ...] = ()
    consents: tuple[Consent, ...] = ()
    described: dict[str, tuple[Described, ...]] = field(default_factory=dict)
    """By person, earliest first."""

    def standing(self, person: str, day: date) -> Standing:
        """Return what somebody is on a day."""
        if any(row.person == person and _holds(row, day) for row in self.confirmed):
            return Standing.CONFIRMED
        rows = [row for row in self.provisional if row.person == person]
        if any(_holds(row, day) for row in rows):
            return Standing.PROVISIONAL
        was_confirmed = any(row.person == person and row.since <= day for row in self.confirmed)
        ran_out = not was_confirmed and any(row.until is not None and row.until <= day for row in rows)
        return Standing.RUN_OUT if ran_out else Standing.NONE

    def consenting(self, purpose: str, day: date) -> frozenset[str]:
        """Return who consents to a purpose on a day."""
        rows = (row for row in self.consents if row.purpose == purpose)
        return frozenset(row.person for row in rows if row.since <= day and (row.until is None or day < row.until))

    def on(self, person: str, day: date) -> Described:
        """Return what a person is counted under on a day; what was first written down also holds for days before."""
        rows = self.described.get(person, ())
        known = [row for row in rows if row.since <= day] or list(rows[:1])
        return known[-1] if known else Described(day, None, None)


def fold_members(standing: Iterable[Fact], roots: Roots) -> Members:
    """Read facts that stand after corrections; merged ids as the one they count as."""
    confirmed: list[Membership] = []
    provisional: list[Membership] = []
    consents: list[Consent] = []
    ends: list[tuple[str, date]] = []
    withdrawn: list[tuple[str, str, date]] = []
    described: dict[str, list[Described]] = {}
    for fact in standing:
        match fact.body:
            case MemberConfirmed(person=person, since_date=since, until=until):
                confirmed.append(_membership(person, since, until, roots))
            case MemberProvisional(person=person, since_date=since, until=until):
                provisional.append(_membership(person, since, until, roots))
            case MemberEnded(person=person, date=day):
                ends.append((roots.get(person, person), date.fromisoformat(day)))
            case ConsentGiven() as given:
                person = roots.get(given.person, given.person)
                since_day = date.fromisoformat(given.date)
                consents.append(Consent(person, given.purpose, given.version, given.by_role, since_day, None))
            case ConsentWithdrawn(person=person, purpose=purpose, date=day):
                withdrawn.append((roots.get(person, person), purpose, date.fromisoformat(day)))
            case PersonDescribed(person=person, since_date=since) as told:
                rows = described.setdefault(roots.get(person, person), [])
                rows.append(Described(date.fromisoformat(since), told.stage, told.area))
    return Members(
        confirmed=tuple(_ended(row, ends) for row in sorted(confirmed, key=_by_person)),
        provisional=tuple(_ended(row, ends) for row in sorted(provisional, key=_by_person)),
        consents=tuple(_withdrawn(row, withdrawn) for row in consents),
        described={person: tuple(sorted(rows, key=lambda row: row.since)) for person, rows in described.items()},
    )


def _membership(person: str, since: str, until: str | None, roots: Roots) -> Membership:
    end = None if until is None else date.fromisoformat(until) + ONE_DAY
    return Membership(roots.get(person, person), date.fromisoformat(since), end)


def _holds(row: Membership, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


def _by_person(row: Membership) -> tuple[str, date]:
    return row.person, row.since


def _ended(row: Membership, ends: Iterable[tuple[str, date]]) -> Membership:
    """Cut a membership at the first end written down for its person from its beginning on."""
    after = [day for person, day in ends if person == row.person and day >= row.since]
    until = min([*after, *([] if row.until is None else [row.until])], default=None)
    return Membership(row.person, row.since, until)


def _withdrawn(row: Consent, withdrawn: Iterable[tuple[str, str, date]]) -> Consent:
    days = [day for person, purpose, day in withdrawn if (person, purpose) == (row.person, row.purpose)]
    after = [day for day in days if day >= row.since]
    return Consent(row.person, row.purpose, row.version, row.by_role, row.since, min(after, default=None))
