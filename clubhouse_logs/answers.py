"""What a council asks about a clubhouse, a question a page: figures, each with its definition, and what to mind. Pure.

Rules: no prose here, only codes: a figure's name, its definition, a caveat and what it counts;
       every figure is counted up to the cut-off, and the year before up to the same day of that year;
       延べ is always mode D, whatever the target counts;
       a breakdown adds up to 延べ, and its small rows are hidden (`hidden_cells`);
       the change of 延べ is split without a rest: more or fewer days at the pace of the year before, and another pace.
Source: DEFINITIONS.md, 1, 2, 5, 12, 14.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from clubhouse_logs import kpi, periods
from clubhouse_logs import target as targets
from clubhouse_logs.answer_reasons import Reason, open_minutes, reasons, year_earlier
from clubhouse_logs.cost import cost_per
from clubhouse_logs.desk_record import COST
from clubhouse_logs.forms import UNKNOWN, UNNAMED
from clubhouse_logs.hidden_cells import HIDDEN_BELOW, Cell, hidden_cells
from clubhouse_logs.periods import Period
from clubhouse_logs.record import Record
from clubhouse_logs.target import Target

__all__ = ["Answer", "Asked", "Caveat", "Group", "Line", "Question", "answer"]

Number = int | Decimal | None
Key = Callable[[date, str | None], str]


class Question(StrEnum):
    """What may be asked, in the order of the pages."""

    NOBE = "nobe"
    JITSU = "jitsu"
    MEAN = "mean"
    WEEKDAYS = "weekdays"
    SCHOOL_HOLIDAYS = "school-holidays"
    STAGE = "stage"
    AREA = "area"
    WHY = "why"
    COST = "cost"
    BEFORE = "before"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: its name, its value (None: there is none, never 0) or its ends, its unit and its definition."""

    name: str
    value: Number
    unit: str
    definition: str
    high: Number = None
    """The upper end, where the value is the lower one of an interval."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a breakdown; every figure of a hidden one is None but its days held."""

    key: str
    days: int | None
    nobe: int | None
    jitsu: int | None
    per_day: Decimal | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to mind, as a code with its number, dates or words."""

    code: str
    number: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page. `cut_off`: the last day that was counted."""

    question: Question
    period: Period
    cut_off: date
    lines: tuple[Line, ...]
    groups: tuple[Group, ...] = ()
    reasons: tuple[Reason, ...] = ()
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What every question of one call rests on; `period` has begun on `as_of`.

    `stages`: the town's, in their order. `is_school_holiday`: None where the town lists none.
    """

    record: Record
    period: Period
    as_of: date
    stages: Sequence[str] = ()
    target: Target | None = None
    is_school_holiday: Callable[[date], bool] | None = None
    merge_gap_min: int = kpi.MERGE_GAP_MIN
    hidden_below: int = HIDDEN_BELOW
    hidden_stages: frozenset[str] = frozenset()
    """Stages that a publication of the same period hides: a page beside it must not show them."""

    @property
    def counted(self) -> Period:
        """The part of the period up to the cut-off. Raises: ValueError: it has not begun."""
        counted = periods.until_end_of(self.period, self.as_of)
        if counted is None:
            raise ValueError(f"{self.period.start} is after {self.as_of}")
        return counted

    @property
    def before(self) -> Period:
        """The same days of the year before."""
        return year_earlier(self.counted)

    def visits(self, period: Period) -> list[kpi.CountedVisit]:
        return kpi.in_period(self.record.log.youth, period)

    def nobe(self, period: Period) -> int:
        return kpi.person_days(self.visits(period))

    def held(self, period: Period) -> list[date]:
        return self.record.log.held_days(period)


def answer(question: Question, asked: Asked) -> Answer:
    """Answer one question. Raises: ValueError: the period has not begun."""
    lines, groups, why, caveats = ANSWERS[question](asked)
    counted = asked.counted
    always = _always(asked, counted, has_names=question in (Question.JITSU, Question.BEFORE))
    hidden = [Caveat("hidden-cells", sum(group.is_hidden for group in groups))] if _any_hidden(groups) else []
    return Answer(
        question, asked.period, counted.end - periods.ONE_DAY, tuple(lines), tuple(groups), tuple(why),
        (*caveats, *hidden, *always),
    )  # fmt: skip


_Parts = tuple[Sequence[Line], Sequence[Group], Sequence[Reason], Sequence[Caveat]]


def _nobe(asked: Asked) -> _Parts:
    return [_nobe_line(asked, asked.counted), _days_line(asked, asked.counted)], (), (), ()


def _jitsu(asked: Asked) -> _Parts:
    return [_jitsu_line(asked, asked.counted), _nobe_line(asked, asked.counted)], (), (), ()


def _mean(asked: Asked) -> _Parts:
    lines = [_mean_line(asked, asked.counted), _nobe_line(asked, asked.counted), _days_line(asked, asked.counted)]
    return lines, (), (), ()


def _weekdays(asked: Asked) -> _Parts:
    names = {5: "saturday", 6: "sunday"}
    return _by_days(asked, ("weekday", "saturday", "sunday"), lambda day: names.get(day.weekday(), "weekday"))


def _school_holidays(asked: Asked) -> _Parts:
    in_holidays = asked.is_school_holiday
    if in_holidays is None:
        return [_nobe_line(asked, asked.counted)], (), (), [Caveat("no-school-holidays")]
    keys = ("school-term", "school-holidays")
    return _by_days(asked, keys, lambda day: keys[in_holidays(day)])


def _by_days(asked: Asked, keys: Sequence[str], key_of: Callable[[date], str]) -> _Parts:
    held = Counter(key_of(day) for day in asked.held(asked.counted))
    groups = _groups(asked, keys, lambda day, _person: key_of(day), held)
    return [_nobe_line(asked, asked.counted), _mean_line(asked, asked.counted)], groups, (), ()


def _stage(asked: Asked) -> _Parts:
    def key_of(day: date, person: str | None) -> str:
        return UNNAMED if person is None else asked.record.members.on(person, day).stage or UNKNOWN

    return _by_persons(asked, asked.stages, key_of, asked.hidden_stages)


def _area(asked: Asked) -> _Parts:
    def key_of(day: date, person: str | None) -> str:
        return UNNAMED if person is None else asked.record.members.on(person, day).area or UNKNOWN

    known = any(row.area for rows in asked.record.members.described.values() for row in rows)
    lines, groups, why, _caveats = _by_persons(asked, (), key_of)
    return (lines, groups, why, ()) if known else (lines, (), (), [Caveat("no-area-known")])


def _by_persons(asked: Asked, keys: Sequence[str], key_of: Key, also_hidden: frozenset[str] = frozenset()) -> _Parts:
    lines = [_nobe_line(asked, asked.counted), _jitsu_line(asked, asked.counted)]
    return lines, _groups(asked, keys, key_of, None, also_hidden), (), ()


def _why(asked: Asked) -> _Parts:
    now, before = asked.nobe(asked.counted), asked.nobe(asked.before)
    days_now, days_before = asked.held(asked.counted), asked.held(asked.before)
    by_days = Fraction((len(days_now) - len(days_before)) * before, len(days_before)) if days_before else None
    by_pace = None if by_days is None else now - before - by_days
    calendar = asked.record.calendar
    lines = [
        Line("change", now - before if days_before else None, "person-days", "change"),
        Line("change-by-days", _rounded(by_days), "person-days", "change-by-days"),
        Line("change-by-pace", _rounded(by_pace), "person-days", "change-by-pace"),
        _days_line(asked, asked.counted), _days_line(asked, asked.before, "-before"),
        _hours_line("hours-open", open_minutes(calendar, days_now)),
        _hours_line("hours-open-before", open_minutes(calendar, days_before)),
    ]  # fmt: skip
    why = reasons(calendar, before=asked.before, now=asked.counted)
    return lines, (), why, [] if days_before else [Caveat("nothing-before")]


def _cost(asked: Asked) -> _Parts:
    cost = asked.record.value_of(COST, asked.period)
    if cost is None:
        return [Line("cost-per-visit", None, "yen", "kpi-14")], (), (), [Caveat("no-cost")]
    yen, visits = int(cost.value), asked.visits(asked.counted)
    lines = [
        Line("cost-per-visit", _rounded(cost_per(yen, kpi.person_days(visits)), 0), "yen", "kpi-14"),
        Line("cost-per-child", _rounded(cost_per(yen, kpi.unique_persons(visits)), 0), "yen", "kpi-14-person"),
        Line("cost", yen, "yen", "cost"), _nobe_line(asked, asked.counted), _jitsu_line(asked, asked.counted),
    ]  # fmt: skip
    is_partial = asked.counted.end < asked.period.end
    return lines, (), (), [Caveat("cost-document", word=cost.document), *([Caveat("cost-ahead")] if is_partial else [])]


def _before(asked: Asked) -> _Parts:
    now, before = asked.counted, asked.before
    lines = [
        _nobe_line(asked, now), _nobe_line(asked, before, "-before"), _jitsu_line(asked, now),
        _jitsu_line(asked, before, "-before"), _mean_line(asked, now), _mean_line(asked, before, "-before"),
    ]  # fmt: skip
    told = [
        Caveat(f"stated-{total.counts}", total.number, f"{total.period.start}/{total.period.end - periods.ONE_DAY}")
        for total in asked.record.totals
        if total.period.start < before.end and before.start < total.period.end
    ]
    return lines, (), (), [*told, *([] if asked.held(before) else [Caveat("nothing-before")])]


def _plan(asked: Asked) -> _Parts:
    target = asked.record.target_on(asked.as_of) or asked.target
    if target is None:
        return [_nobe_line(asked, asked.counted)], (), (), [Caveat("no-target")]
    start_month = asked.record.calendar.fiscal_year_start_month
    number = periods.fiscal_year_of(asked.period.start, start_month)
    year = periods.fiscal_year(number, start_month)
    so_far = Period(year.start, asked.counted.end)
    visits = asked.visits(so_far)
    is_jitsu = target.definition == "U"
    value = (
        kpi.unique_persons(visits)
        if is_jitsu
        else kpi.nobe(visits, kpi.NobeMode(target.definition), merge_gap_min=asked.merge_gap_min)
    )
    unit, definition = ("persons", "kpi-2") if is_jitsu else ("person-days", f"kpi-1-{target.definition}")
    planned = len(asked.record.calendar.planned_days(year))
    base = targets.baseline_period(target, start_month)
    fair = targets.annualised(target.baseline, len(asked.record.calendar.planned_days(base)), planned)
    lines = [
        Line("of-year", value, unit, definition), Line("goal", target.goal, unit, "plan-goal"),
        Line("baseline", target.baseline, unit, "plan-baseline"),
        Line("progress", _rounded(targets.progress(target, value) * 100), "percent", "kpi-12"),
        Line("path", _rounded(targets.expected_linear(target, number)), unit, "kpi-12-linear"),
        Line("baseline-annualised", _rounded(fair), unit, "kpi-12-annualised"),
    ]  # fmt: skip
    caveats = [Caveat("plan-does-not-say"), *([Caveat("baseline-partial", target.baseline_year)]
               if target.baseline_since else [])]  # fmt: skip
    return lines, (), (), [*caveats, *([Caveat("goal-year", target.goal_year)] if target.goal_year != number else [])]


def _groups(
    asked: Asked, keys: Sequence[str], key_of: Key, held: Counter[str] | None, also_hidden: frozenset[str] = frozenset()
) -> list[Group]:  # fmt: skip
    """Every child of a day in one row, with the small rows hidden; further rows by their code, unknown ones last."""
    nobe: Counter[str] = Counter()
    persons: dict[str, set[str]] = {}
    for (day, person), heads in _heads(asked.visits(asked.counted)).items():
        key = key_of(day, person)
        nobe[key] += heads
        if person is not None:
            persons.setdefault(key, set()).add(person)
    last = [key for key in (UNKNOWN, UNNAMED) if nobe[key]]
    order = [*keys, *sorted(set(nobe) - {*keys, UNKNOWN, UNNAMED}), *last]
    described = [key for key in order if key != UNNAMED]
    rows = [Cell(nobe[key], len(persons.get(key, ()))) for key in described]
    places = hidden_cells(rows, asked.hidden_below)
    hidden = {described[place] for place in places} | {key for key in order if key in also_hidden and nobe[key]}
    groups = []
    for key in order:
        days = None if held is None else held[key]
        if key in hidden:
            groups.append(Group(key, days, None, None, None, is_hidden=True))
            continue
        mean = kpi.visits_per_opening_day(nobe[key], days) if days else None
        groups.append(Group(key, days, nobe[key], None if key == UNNAMED else len(persons.get(key, ())), mean))
    return groups


def _heads(visits: Sequence[kpi.CountedVisit]) -> Counter[tuple[date, str | None]]:
    """Heads by day and person: a named child once a day, unnamed heads as often as they came."""
    heads: Counter[tuple[date, str | None]] = Counter()
    for visit in visits:
        if visit.person is None:
            heads[visit.day, None] += visit.count
        else:
            heads[visit.day, visit.person] = 1
    return heads


def _nobe_line(asked: Asked, period: Period, of: str = "") -> Line:
    return Line(f"nobe{of}", asked.nobe(period), "person-days", "kpi-1-D")


def _jitsu_line(asked: Asked, period: Period, of: str = "") -> Line:
    visits = asked.visits(period)
    least, unnamed = kpi.unique_persons(visits), kpi.anonymous_heads(visits)
    return Line(f"jitsu{of}", least, "persons", "kpi-2", high=least + unnamed if unnamed else None)


def _mean_line(asked: Asked, period: Period, of: str = "") -> Line:
    mean = kpi.visits_per_opening_day(asked.nobe(period), len(asked.held(period)))
    return Line(f"mean{of}", mean, "person-days/day", "kpi-5")


def _days_line(asked: Asked, period: Period, of: str = "") -> Line:
    return Line(f"days{of}", len(asked.held(period)), "days", "opening-days-held")


def _hours_line(name: str, minutes: int) -> Line:
    return Line(name, kpi.rounded(Fraction(minutes, 60), 1), "hours", "hours-open")


def _always(asked: Asked, counted: Period, *, has_names: bool) -> list[Caveat]:
    found = []
    unnamed = kpi.anonymous_heads(asked.visits(counted))
    if has_names and unnamed:
        found.append(Caveat("unnamed-left-out", unnamed))
    if counted.end < asked.period.end:
        found.append(Caveat("not-over", word=(counted.end - timedelta(days=1)).isoformat()))
    if asked.record.calendar.uses_assumed_rule(counted):
        found.append(Caveat("calendar-assumed"))
    return found


def _any_hidden(groups: Sequence[Group]) -> bool:
    return any(group.is_hidden for group in groups)


def _rounded(value: Fraction | None, places: int = 1) -> Decimal | None:
    return None if value is None else kpi.rounded(value, places)


ANSWERS: dict[Question, Callable[[Asked], _Parts]] = {
    Question.NOBE: _nobe, Question.JITSU: _jitsu, Question.MEAN: _mean, Question.WEEKDAYS: _weekdays,
    Question.SCHOOL_HOLIDAYS: _school_holidays, Question.STAGE: _stage, Question.AREA: _area, Question.WHY: _why,
    Question.COST: _cost, Question.BEFORE: _before, Question.PLAN: _plan,
}  # fmt: skip
