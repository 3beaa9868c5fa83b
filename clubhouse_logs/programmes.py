"""Programmes and who took part, and numbers that come from paper: totals without rows, values of the plan.

Rules: attendance is by name or by headcount, and a named person takes part once in a programme;
       a stated total is never mixed with counted visits: it stands beside them with its document and what it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from clubhouse_logs.merges import Roots
from clubhouse_logs.periods import Period
from judge.facts import Attended, Fact, ProgrammeHeld, TotalStated, ValueStated
from judge.findings import Finding

__all__ = ["Programme", "Total", "Value", "programmes", "totals", "values"]

ONE_DAY = timedelta(days=1)
GIVING = ("mentor", "staff")


@dataclass(frozen=True, slots=True)
class Programme:
    """One workshop, lecture, course or event, with its attendance."""

    id: str
    topic: str
    title: str
    day: date
    site: str
    indicator: str | None
    persons: frozenset[str]
    """Youth by name."""
    unnamed: int
    """Heads of youth nobody named."""
    others: int
    """Guardians, observers, mentors and staff, named or not."""
    fact: str
    """`station:seq` of its fact."""
    grown_ups: int = 0
    """Of the others those who took part and did not give it: guardians, observers, and who came as an adult."""

    @property
    def attendance(self) -> int:
        """Youth who took part, as far as counted."""
        return len(self.persons) + self.unnamed

    @property
    def participants(self) -> int:
        """Everyone who took part, children and grown-ups, without mentors and staff."""
        return self.attendance + self.grown_ups


@dataclass(frozen=True, slots=True)
class Total:
    """A number of users that a document gives without rows."""

    period: Period
    number: int
    counts: Literal["nobe", "jitsu", "unstated"]
    """nobe, jitsu or unstated."""
    document: str
    fact: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value staff entered, for a period."""

    topic: str
    period: Period
    value: Decimal
    document: str
    fact: str


def programmes(standing: Iterable[Fact], site: str, roots: Roots) -> tuple[list[Programme], list[Finding]]:
    """Return the site's programmes by day and id.

    Findings: attended-no-programme; programme-held-twice (the later fact holds).
    """
    held: dict[str, tuple[Fact, ProgrammeHeld]] = {}
    came: dict[str, list[tuple[Fact, Attended]]] = {}
    findings = []
    for fact in standing:
        match fact.body:
            case ProgrammeHeld(site=of) as body if of == site:
                if body.programme in held:
                    findings.append(Finding("programme-held-twice", "warning", fact.source))
                held[body.programme] = fact, body
            case Attended() as attended:
                came.setdefault(attended.programme, []).append((fact, attended))
    for programme, rows in came.items():
        if programme not in held:
            findings += [Finding("attended-no-programme", "warning", fact.source) for fact, _ in rows]
    made = [_programme(fact, body, [row for _, row in came.get(key, [])], roots) for key, (fact, body) in held.items()]
    return sorted(made, key=lambda one: (one.day, one.id)), findings


def totals(standing: Iterable[Fact], site: str) -> list[Total]:
    """Return the site's stated totals by period."""
    found = [
        Total(_period(body.first, body.last), body.number, body.counts, body.document, fact.source)
        for fact in standing
        if isinstance(body := fact.body, TotalStated) and body.site == site
    ]
    return sorted(found, key=lambda total: (total.period.start, total.period.end))


def values(standing: Iterable[Fact]) -> list[Value]:
    """Return the values staff entered, by topic and period; of one topic and period the later fact holds."""
    found: dict[tuple[str, date, date], Value] = {}
    for fact in standing:
        if isinstance(body := fact.body, ValueStated):
            period = _period(body.first, body.last)
            value = Decimal(body.value).scaleb(-body.places)
            found[body.topic, period.start, period.end] = Value(body.topic, period, value, body.document, fact.source)
    return [found[key] for key in sorted(found)]


def _programme(fact: Fact, body: ProgrammeHeld, rows: Sequence[Attended], roots: Roots) -> Programme:
    youth = [row for row in rows if row.role == "youth"]
    named = frozenset(roots.get(row.person, row.person) for row in youth if row.person is not None)
    unnamed = sum(row.count for row in youth if row.person is None)
    rows_of_others = [row for row in rows if row.role != "youth"]
    others, grown_ups = _heads(rows_of_others), _heads(row for row in rows_of_others if row.role not in GIVING)
    day = date.fromisoformat(body.date)
    return Programme(
        body.programme, body.topic, body.title, day, body.site, body.indicator, named, unnamed, others, fact.source,
        grown_ups,
    )  # fmt: skip


def _heads(rows: Iterable[Attended]) -> int:
    return sum(row.count for row in rows)


def _period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY)
