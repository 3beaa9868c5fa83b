"""The rows of the town's plan for a fiscal year: counted here where the record can, entered by staff where it cannot.

Rules: users are 延べ of the clubhouse; participants of a row are those of the programmes that count for it, children
       and grown-ups, without mentors and staff; both are counted from facts and never typed in;
       what staff entered for a row stands beside it with its document, and neither overwrites the other;
       a row nobody entered and nothing counts for has no value, which is not 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clubhouse_logs.day_sums import add_up, days_in
from clubhouse_logs.desk_record import DeskRecord
from clubhouse_logs.kpi import NobeMode, unique_persons
from clubhouse_logs.periods import Period
from clubhouse_logs.programmes import Programme
from clubhouse_logs.tallies import Tallies
from clubhouse_logs.target import Target

__all__ = ["PlanValue", "TopicCount", "plan_value", "topic_counts", "users_of"]


@dataclass(frozen=True, slots=True)
class PlanValue:
    """One row's value in one period."""

    id: str
    counted: int | None
    """From the record; None where nothing in it counts for the row."""
    programmes: int
    """How many programmes the number is from."""
    entered: Decimal | None
    document: str


@dataclass(frozen=True, slots=True)
class TopicCount:
    """The programmes of one sort in a period, and who took part."""

    topic: str
    programmes: int
    children: int
    grown_ups: int


def plan_value(row: str, record: DeskRecord, period: Period, *, users: int | None = None) -> PlanValue:
    """Return the value of one row of the plan.

    Args: row: its id. period: its year. users: of the clubhouse, where the row is the one of its users.
    """
    held = [one for one in record.programmes if one.indicator == row and one.day in period]
    counted = users if users is not None else sum(one.participants for one in held) if held else None
    value = record.value_of(row, period)
    return PlanValue(
        row, counted, len(held), None if value is None else value.value, "" if value is None else value.document
    )


def users_of(tallies: Tallies, target: Target, period: Period) -> int:
    """Return the clubhouse's users of a period as the target counts them: 延べ in its mode, or 実."""
    if target.definition == "U":
        return unique_persons(tallies.visit_days.within(period))
    return add_up(days_in(tallies.visits, period).values()).nobe(NobeMode(target.definition))


def topic_counts(programmes: Iterable[Programme], period: Period, *, first: Sequence[str] = ()) -> list[TopicCount]:
    """Return programmes and participants by what they are; the sorts named `first` come first, if only with zeros."""
    held = [one for one in programmes if one.day in period]
    topics = [*first, *sorted({one.topic for one in held} - set(first))]
    found = []
    for topic in topics:
        of_topic = [one for one in held if one.topic == topic]
        children, grown_ups = sum(one.attendance for one in of_topic), sum(one.grown_ups for one in of_topic)
        found.append(TopicCount(topic, len(of_topic), children, grown_ups))
    return found
