"""Everything the facts of a clubhouse say, folded once: what figures, reports and screens read from.

    record = fold_record(facts, calendar, merge_gap_min=30)
    figures(facts, calendar=calendar, period=year, as_of=today, records=record.records(year, as_of=today))

Rules: any facts of any years, kiosks and files, in any order; the same fact given twice is one fact;
       what a figure needs and nobody wrote down stays None in `Records`, so the figure is left out and not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clubhouse_logs.cost import Donations
from clubhouse_logs.door import Presence, presences
from clubhouse_logs.figures import Records
from clubhouse_logs.members import Members, fold_members
from clubhouse_logs.merges import Roots, roots
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, PeriodKind
from clubhouse_logs.programmes import Programme, Total, Value, programmes, totals, values
from clubhouse_logs.target import Target
from clubhouse_logs.visits import Role, VisitLog, fold_standing
from judge.corrections import effective
from judge.facts import DayReviewed, Fact, FiguresPublished, PersonErased, TargetSet
from judge.findings import Finding

__all__ = ["Erasure", "Record", "TargetFrom", "fold_record"]

COST, PAID, PLEDGED, DONATIONS_GOAL = (
    "running_cost_yen",
    "donations_paid_yen",
    "donations_pledged_yen",
    "donations_goal_yen",
)


@dataclass(frozen=True, slots=True)
class TargetFrom:
    """A target and the date it holds from."""

    since: date
    target: Target


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of the erasure ledger."""

    digest: str
    stands_as: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One site's facts, folded."""

    log: VisitLog
    roots: Roots
    presences: tuple[Presence, ...]
    """Everyone's, also those the figures do not count."""
    members: Members
    programmes: tuple[Programme, ...]
    totals: tuple[Total, ...]
    values: tuple[Value, ...]
    targets: tuple[TargetFrom, ...]
    """Their history, earliest first."""
    reviewed: Mapping[date, int]
    """Days staff looked through, and how many had not been seen going out."""
    published: tuple[FiguresPublished, ...]
    erased: tuple[Erasure, ...]
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def calendar(self) -> TownCalendar:
        """The town file's calendar with the closures and special days staff wrote down."""
        return self.log.calendar

    def target_on(self, day: date, indicator: str | None = None) -> Target | None:
        """Return the target that holds on a day, of one indicator or of any; None before the first."""
        known = [one.target for one in self.targets if one.since <= day and indicator in (None, one.target.indicator)]
        return known[-1] if known else None

    def value_of(self, topic: str, period: Period) -> Value | None:
        """Return what staff entered for a topic and exactly this period."""
        dates = (period.start, period.end)
        of_topic = (one for one in self.values if one.topic == topic)
        return next((one for one in of_topic if dates == (one.period.start, one.period.end)), None)

    def records(
        self, period: Period, *, as_of: date, target: Target | None = None, capacity: int | None = None,
        merge_gap_min: int = 30,
    ) -> Records:  # fmt: skip
        """Return what `figures.figures` takes beside the facts.

        Args: target: of the town file, where no fact set one.
        """
        cost = self.value_of(COST, period)
        return Records(
            stays=[one.stay for one in self.presences if one.role == Role.YOUTH],
            capacity=capacity,
            memberships=self.members.confirmed or None,
            target=self.target_on(as_of) or target,
            cost_yen=None if cost is None else int(cost.value),
            donations=self._donations(period),
            merge_gap_min=merge_gap_min,
        )

    def _donations(self, period: Period) -> Donations | None:
        paid, pledged, goal = (self.value_of(topic, period) for topic in (PAID, PLEDGED, DONATIONS_GOAL))
        if paid is None or goal is None:
            return None
        return Donations(int(paid.value), 0 if pledged is None else int(pledged.value), int(goal.value))


def fold_record(facts: Iterable[Fact], calendar: TownCalendar, *, merge_gap_min: int = 30) -> Record:
    """Fold the facts of any journals into everything they say about the calendar's site."""
    standing, findings = effective(facts)
    log = fold_standing(standing, findings, calendar)
    same_as = roots(standing)
    inside, of_door = presences(standing, log.calendar, same_as, merge_gap_min=merge_gap_min)
    held, of_programmes = programmes(standing, calendar.site, same_as)
    return Record(
        log=log,
        roots=same_as,
        presences=tuple(inside),
        members=fold_members(standing, same_as),
        programmes=tuple(held),
        totals=tuple(totals(standing, calendar.site)),
        values=tuple(values(standing)),
        targets=_targets(standing, calendar.site),
        reviewed={
            date.fromisoformat(body.date): body.inside
            for fact in standing
            if isinstance(body := fact.body, DayReviewed) and body.site == calendar.site
        },
        published=tuple(fact.body for fact in standing if isinstance(fact.body, FiguresPublished)),
        erased=tuple(
            Erasure(body.digest, body.stands_as, date.fromisoformat(body.date), body.reason)
            for fact in standing
            if isinstance(body := fact.body, PersonErased)
        ),
        findings=(*log.findings, *of_door, *of_programmes),
    )


def _targets(standing: Iterable[Fact], site: str) -> tuple[TargetFrom, ...]:
    found = [
        TargetFrom(date.fromisoformat(body.since_date), _target(body))
        for fact in standing
        if isinstance(body := fact.body, TargetSet) and body.site == site
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def _target(body: TargetSet) -> Target:
    return Target(
        indicator=body.indicator,
        definition=body.counts,
        baseline=body.baseline,
        baseline_year=body.baseline_year,
        goal=body.goal,
        goal_year=body.goal_year,
        baseline_kind=PeriodKind(body.baseline_kind),
        baseline_since=None if body.baseline_since is None else date.fromisoformat(body.baseline_since),
    )
