"""What staff wrote down at the desk, folded: members, programmes, totals, values, targets and what was published.

None of it is anybody's coming or going: it is little, also after years (`record.Record` holds the rest).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from clubhouse_logs.cost import Donations
from clubhouse_logs.figures import Records
from clubhouse_logs.members import Members, fold_members
from clubhouse_logs.merges import Roots
from clubhouse_logs.periods import Period, PeriodKind
from clubhouse_logs.programmes import Programme, Total, Value, programmes, totals, values
from clubhouse_logs.target import Target
from judge.facts import DayReviewed, Fact, FiguresPublished, PersonErased, TargetSet
from judge.findings import Finding

__all__ = ["COST", "DeskRecord", "Erasure", "TargetFrom", "desk_of"]

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


@dataclass(frozen=True)
class DeskRecord:
    """One site's facts but those of the door, folded."""

    roots: Roots
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

    def of_desk(self) -> dict[str, Any]:
        """Return these fields by their names, for a record of another sort."""
        return {one.name: getattr(self, one.name) for one in fields(DeskRecord)}

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


def desk_of(standing: Sequence[Fact], site: str, same_as: Roots) -> tuple[dict[str, Any], list[Finding]]:
    """Return the fields of a `DeskRecord`, from facts that stand after corrections, and doubts about programmes."""
    held, findings = programmes(standing, site, same_as)
    found = {
        "roots": same_as,
        "members": fold_members(standing, same_as),
        "programmes": tuple(held),
        "totals": tuple(totals(standing, site)),
        "values": tuple(values(standing)),
        "targets": _targets(standing, site),
        "reviewed": {
            date.fromisoformat(body.date): body.inside
            for fact in standing
            if isinstance(body := fact.body, DayReviewed) and body.site == site
        },
        "published": tuple(fact.body for fact in standing if isinstance(fact.body, FiguresPublished)),
        "erased": tuple(
            Erasure(body.digest, body.stands_as, date.fromisoformat(body.date), body.reason)
            for fact in standing
            if isinstance(body := fact.body, PersonErased)
        ),
    }
    return found, findings


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
