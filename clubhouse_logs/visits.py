"""From facts to counted visits: the one path every figure of the clubhouse comes along.

Rules: a visit counts for the local business date of its own instant, however late it was entered and whatever the
       machine's time zone;
       only role youth counts in the figures, everyone else was inside all the same and stays in `visits`;
       scans are never thrown away here: a double scan is two visits, and the counting modes (`kpi.NobeMode`) decide;
       a doubtful record is counted as far as it goes and comes back as a finding, a question to staff.
Source: DEFINITIONS.md, Objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from clubhouse_logs.kpi import CountedVisit
from clubhouse_logs.merges import Roots, roots
from clubhouse_logs.opening_calendar import TownCalendar, held_days
from clubhouse_logs.periods import Period
from clubhouse_logs.planning import with_plans
from judge.corrections import effective
from judge.facts import DayHeld, Fact, PersonAdded, Visited
from judge.findings import Finding

__all__ = ["Role", "VisitLog", "fold", "fold_standing"]


class Role(StrEnum):
    """What somebody came as; only youth is counted."""

    YOUTH = "youth"
    GUARDIAN = "guardian"
    OBSERVER = "observer"
    MENTOR = "mentor"
    STAFF = "staff"


ROLES = frozenset(Role)


@dataclass(frozen=True, slots=True)
class VisitLog:
    """What the facts say about one site."""

    calendar: TownCalendar
    """With the closures and special days that staff wrote down."""
    visits: tuple[CountedVisit, ...]
    """Everyone's, in the order of their instants."""
    youth: tuple[CountedVisit, ...]
    """The visits that count."""
    visited_days: frozenset[date]
    """Days with at least one visit that counts."""
    staff_says: Mapping[date, bool]
    """Days staff confirmed as held, or as not held."""
    findings: tuple[Finding, ...]

    def held_days(self, period: Period) -> list[date]:
        """Return O_held of a period, by counted visits and staff."""
        return held_days(self.calendar, period, visited=self.visited_days, staff_says=self.staff_says)


def fold(facts: Iterable[Fact], calendar: TownCalendar) -> VisitLog:
    """Read the facts of any journals, in any order, as the visits of the calendar's site: `fold_standing`."""
    return fold_standing(*effective(facts), calendar)


def fold_standing(
    standing: Sequence[Fact], of_corrections: Iterable[Finding], calendar: TownCalendar, same_as: Roots | None = None
) -> VisitLog:
    """Read facts that stand after corrections as the visits of the calendar's site.

    Closures and special days among the facts join the calendar; merged ids count as the one they stand for.

    Args: same_as: what merged ids count as, where these facts alone do not say it.

    Findings: those of `judge.corrections.effective`; visit-role-unknown (not counted); visit-of-unlisted-person,
    visit-on-unplanned-day, visited-though-not-held (counted). The last two come once a day, at its first visit.
    """
    findings = list(of_corrections)
    calendar = with_plans(standing, calendar)
    same_as = roots(standing) if same_as is None else same_as
    listed = {fact.body.person for fact in standing if isinstance(fact.body, PersonAdded)}
    visits: list[tuple[CountedVisit, str]] = []
    staff_says: dict[date, bool] = {}
    for fact in standing:
        match fact.body:
            case DayHeld(site=calendar.site) as day_held:
                staff_says[date.fromisoformat(day_held.date)] = day_held.held
            case Visited(site=calendar.site) as visited if visited.role not in ROLES:
                findings.append(Finding("visit-role-unknown", "error", fact.source, {"role": visited.role}))
            case Visited(site=calendar.site) as visited:
                visits.append((_counted(visited, calendar, same_as), fact.source))
                if visited.person is not None and visited.person not in listed:
                    findings.append(Finding("visit-of-unlisted-person", "warning", fact.source))
    visits.sort(key=lambda pair: pair[0].at)
    findings += _day_findings(visits, calendar, staff_says)
    youth = tuple(visit for visit, _ in visits if visit.role == Role.YOUTH)
    return VisitLog(
        calendar=calendar,
        visits=tuple(visit for visit, _ in visits),
        youth=youth,
        visited_days=frozenset(visit.day for visit in youth),
        staff_says=staff_says,
        findings=tuple(findings),
    )


def _counted(visited: Visited, calendar: TownCalendar, same_as: Roots) -> CountedVisit:
    at = _instant(visited)
    return CountedVisit(
        person=None if visited.person is None else same_as.get(visited.person, visited.person),
        count=visited.count,
        day=calendar.local_date(at),
        at=at,
        site=visited.site,
        role=visited.role,
        source=visited.source,
    )


def _instant(visited: Visited) -> datetime:
    """Return when somebody came in, UTC; when it was written down says nothing about that."""
    moment = datetime.fromisoformat(visited.at)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)  # an instant of a fact ends in Z


def _day_findings(
    visits: Iterable[tuple[CountedVisit, str]], calendar: TownCalendar, staff_says: Mapping[date, bool]
) -> list[Finding]:
    findings = []
    seen: set[date] = set()
    for visit, source in visits:
        if visit.role != Role.YOUTH or visit.day in seen:
            continue
        seen.add(visit.day)
        fields = {"day": visit.day.isoformat()}
        if not calendar.is_planned(visit.day) and visit.day not in staff_says:
            findings.append(Finding("visit-on-unplanned-day", "warning", source, fields))
        if staff_says.get(visit.day) is False:
            findings.append(Finding("visited-though-not-held", "warning", source, fields))
    return findings
