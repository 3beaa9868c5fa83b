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
from datetime import date, timedelta
from fractions import Fraction

from clubhouse_logs import kpi, periods
from clubhouse_logs import target as targets
from clubhouse_logs.answer_lines import (
    Key,
    days_line,
    groups_of,
    hours_line,
    in_places,
    jitsu_line,
    mean_line,
    nobe_line,
)
from clubhouse_logs.answer_reasons import Reason, open_minutes, reasons
from clubhouse_logs.asked import Answer, Asked, Caveat, Group, Line, Question
from clubhouse_logs.cost import cost_per
from clubhouse_logs.desk_record import COST
from clubhouse_logs.forms import UNKNOWN, UNNAMED
from clubhouse_logs.periods import Period

__all__ = ["Answer", "Asked", "Caveat", "Group", "Line", "Question", "answer"]


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
    return [nobe_line(asked, asked.counted), days_line(asked, asked.counted)], (), (), ()


def _jitsu(asked: Asked) -> _Parts:
    return [jitsu_line(asked, asked.counted), nobe_line(asked, asked.counted)], (), (), ()


def _mean(asked: Asked) -> _Parts:
    lines = [mean_line(asked, asked.counted), nobe_line(asked, asked.counted), days_line(asked, asked.counted)]
    return lines, (), (), ()


def _weekdays(asked: Asked) -> _Parts:
    names = {5: "saturday", 6: "sunday"}
    return _by_days(asked, ("weekday", "saturday", "sunday"), lambda day: names.get(day.weekday(), "weekday"))


def _school_holidays(asked: Asked) -> _Parts:
    in_holidays = asked.is_school_holiday
    if in_holidays is None:
        return [nobe_line(asked, asked.counted)], (), (), [Caveat("no-school-holidays")]
    keys = ("school-term", "school-holidays")
    return _by_days(asked, keys, lambda day: keys[in_holidays(day)])


def _by_days(asked: Asked, keys: Sequence[str], key_of: Callable[[date], str]) -> _Parts:
    held = Counter(key_of(day) for day in asked.held(asked.counted))
    groups = groups_of(asked, keys, lambda day, _person: key_of(day), held)
    return [nobe_line(asked, asked.counted), mean_line(asked, asked.counted)], groups, (), ()


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
    lines = [nobe_line(asked, asked.counted), jitsu_line(asked, asked.counted)]
    return lines, groups_of(asked, keys, key_of, None, also_hidden), (), ()


def _why(asked: Asked) -> _Parts:
    now, before = asked.nobe(asked.counted), asked.nobe(asked.before)
    days_now, days_before = asked.held(asked.counted), asked.held(asked.before)
    by_days = Fraction((len(days_now) - len(days_before)) * before, len(days_before)) if days_before else None
    by_pace = None if by_days is None else now - before - by_days
    calendar = asked.record.calendar
    lines = [
        Line("change", now - before if days_before else None, "person-days", "change"),
        Line("change-by-days", in_places(by_days), "person-days", "change-by-days"),
        Line("change-by-pace", in_places(by_pace), "person-days", "change-by-pace"),
        days_line(asked, asked.counted), days_line(asked, asked.before, "-before"),
        hours_line("hours-open", open_minutes(calendar, days_now)),
        hours_line("hours-open-before", open_minutes(calendar, days_before)),
    ]  # fmt: skip
    why = reasons(calendar, before=asked.before, now=asked.counted)
    return lines, (), why, [] if days_before else [Caveat("nothing-before")]


def _cost(asked: Asked) -> _Parts:
    cost = asked.record.value_of(COST, asked.period)
    if cost is None:
        return [Line("cost-per-visit", None, "yen", "kpi-14")], (), (), [Caveat("no-cost")]
    yen, visits = int(cost.value), asked.visits(asked.counted)
    lines = [
        Line("cost-per-visit", in_places(cost_per(yen, kpi.person_days(visits)), 0), "yen", "kpi-14"),
        Line("cost-per-child", in_places(cost_per(yen, kpi.unique_persons(visits)), 0), "yen", "kpi-14-person"),
        Line("cost", yen, "yen", "cost"), nobe_line(asked, asked.counted), jitsu_line(asked, asked.counted),
    ]  # fmt: skip
    is_partial = asked.counted.end < asked.period.end
    return lines, (), (), [Caveat("cost-document", word=cost.document), *([Caveat("cost-ahead")] if is_partial else [])]


def _before(asked: Asked) -> _Parts:
    now, before = asked.counted, asked.before
    lines = [
        nobe_line(asked, now), nobe_line(asked, before, "-before"), jitsu_line(asked, now),
        jitsu_line(asked, before, "-before"), mean_line(asked, now), mean_line(asked, before, "-before"),
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
        return [nobe_line(asked, asked.counted)], (), (), [Caveat("no-target")]
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
        Line("progress", in_places(targets.progress(target, value) * 100), "percent", "kpi-12"),
        Line("path", in_places(targets.expected_linear(target, number)), unit, "kpi-12-linear"),
        Line("baseline-annualised", in_places(fair), unit, "kpi-12-annualised"),
    ]  # fmt: skip
    caveats = [Caveat("plan-does-not-say"), *([Caveat("baseline-partial", target.baseline_year)]
               if target.baseline_since else [])]  # fmt: skip
    return lines, (), (), [*caveats, *([Caveat("goal-year", target.goal_year)] if target.goal_year != number else [])]


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


ANSWERS: dict[Question, Callable[[Asked], _Parts]] = {
    Question.NOBE: _nobe, Question.JITSU: _jitsu, Question.MEAN: _mean, Question.WEEKDAYS: _weekdays,
    Question.SCHOOL_HOLIDAYS: _school_holidays, Question.STAGE: _stage, Question.AREA: _area, Question.WHY: _why,
    Question.COST: _cost, Question.BEFORE: _before, Question.PLAN: _plan,
}  # fmt: skip
