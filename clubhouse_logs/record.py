"""Everything the facts of a clubhouse say, folded once: what figures, reports and screens read from.

    record = fold_record(facts, calendar, merge_gap_min=30)
    figures(facts, calendar=calendar, period=year, as_of=today, records=record.records(year, as_of=today))

Rules: any facts of any years, kiosks and files, in any order; the same fact given twice is one fact;
       what a figure needs and nobody wrote down stays None in `Records`, so the figure is left out and not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from clubhouse_logs.day_sums import StaySums
from clubhouse_logs.desk_record import DeskRecord, Erasure, TargetFrom, desk_of
from clubhouse_logs.door import Presence, presences
from clubhouse_logs.figures import Records
from clubhouse_logs.merges import roots
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period
from clubhouse_logs.quality import recorded
from clubhouse_logs.stays import Stay
from clubhouse_logs.tallies import Tallies, tallies_of
from clubhouse_logs.target import Target
from clubhouse_logs.visits import Role, VisitLog, fold_standing
from judge.corrections import effective
from judge.facts import Fact
from judge.findings import Finding

__all__ = ["Erasure", "Record", "TargetFrom", "fold_record"]


@dataclass(frozen=True)
class Record(DeskRecord):
    """One site's facts, folded."""

    log: VisitLog
    presences: tuple[Presence, ...]
    """Everyone's, also those the figures do not count."""
    findings: tuple[Finding, ...] = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False, compare=False)
    """What was folded, in any order."""
    merge_gap_min: int = field(repr=False)

    @property
    def calendar(self) -> TownCalendar:
        """The town file's calendar with the closures and special days staff wrote down."""
        return self.log.calendar

    @property
    def stays(self) -> list[Stay]:
        """Those of youth."""
        return [one.stay for one in self.presences if one.role == Role.YOUTH]

    @cached_property
    def tallies(self) -> Tallies:
        """What figures and forms are worked out from."""
        sums = StaySums(self.stays, self.calendar)
        written = recorded(self.facts, self.calendar)
        return tallies_of(self.log, written, sums, merge_gap_min=self.merge_gap_min)

    def records(
        self, period: Period, *, as_of: date, target: Target | None = None, capacity: int | None = None,
        merge_gap_min: int = 30,
    ) -> Records:  # fmt: skip
        """Return what `figures.figures` takes beside the facts, the stays among them."""
        beside = super().records(period, as_of=as_of, target=target, capacity=capacity, merge_gap_min=merge_gap_min)
        return replace(beside, stays=self.stays)


def fold_record(
    facts: Iterable[Fact], calendar: TownCalendar, *, merge_gap_min: int = 30, named: Iterable[str] = ()
) -> Record:
    """Fold the facts of any journals into everything they say about the calendar's site.

    Args: named: ids that other facts of the site name, where these are a part only.
    """
    facts = tuple(facts)
    standing, findings = effective(facts)
    same_as = roots(standing, named=named)
    log = fold_standing(standing, findings, calendar, same_as)
    inside, of_door = presences(standing, log.calendar, same_as, merge_gap_min=merge_gap_min)
    of_desk, of_programmes = desk_of(standing, calendar.site, same_as)
    return Record(
        **of_desk,
        log=log,
        presences=tuple(inside),
        findings=(*log.findings, *of_door, *of_programmes),
        facts=facts,
        merge_gap_min=merge_gap_min,
    )
