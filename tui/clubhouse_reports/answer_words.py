"""A council's answer in words: the question, one plain sentence, names, definitions, caveats."""

from collections.abc import Sequence
from decimal import Decimal

from babel.dates import get_day_names
from babel.numbers import format_decimal

from clubhouse_logs.answer_reasons import Reason
from clubhouse_logs.answers import Answer, Caveat, Line, Question
from tui.i18n import BASES, _, language

__all__ = ["caveat_words", "definition_words", "line_name", "line_value", "question_words", "reason_words", "sentence"]


def question_words(question: Question) -> str:
    """The question as it is asked."""
    return {
        Question.NOBE: _("How many visits were there (延べ)?"),
        Question.JITSU: _("How many different children came (実)?"),
        Question.MEAN: _("How many come on a day?"),
        Question.WEEKDAYS: _("When do they come: weekdays, Saturdays, Sundays?"),
        Question.SCHOOL_HOLIDAYS: _("When do they come: in term or in the school holidays?"),
        Question.STAGE: _("Who comes: which school stage?"),
        Question.AREA: _("Where do they come from: which ward, or from outside the city?"),
        Question.WHY: _("Why did the number of visits change?"),
        Question.COST: _("What does a visit cost?"),
        Question.BEFORE: _("How was it in the year before?"),
        Question.PLAN: _("How does it stand against the plan?"),
    }[question]


def sentence(answer: Answer) -> str:
    """The answer as one plain sentence. What has no figure is said to have none."""
    values = [line_value(line) for line in answer.lines]
    first = values[0]
    if answer.lines[0].value is None:
        return _("There is no figure for this; the reason stands below.")
    match answer.question:
        case Question.NOBE:
            return _("There were {visits} visits on {days}.", visits=first, days=values[1])
        case Question.JITSU:
            return _("{children} different children came; together they visited {visits} times.", children=first,
                     visits=values[1])  # fmt: skip
        case Question.MEAN:
            return _("On a day that was open, {mean} came on average.", mean=first)
        case Question.WHY:
            return _("The visits changed by {change}: {days} by the number of opening days, {pace} by how many came a day.",
                     change=first, days=values[1], pace=values[2])  # fmt: skip
        case Question.COST:
            return _("A visit cost {visit}, and each child {child}.", visit=first, child=values[1])
        case Question.BEFORE:
            return _("There were {now} visits, and {before} in the same time of the year before.", now=first,
                     before=values[1])  # fmt: skip
        case Question.PLAN if len(values) > 1:
            return _("{value} so far in this fiscal year; the plan's goal is {goal}, and {progress} of the way is done.",
                     value=first, goal=values[1], progress=values[3])  # fmt: skip
    if answer.groups:
        return _("Of {visits} visits, this is how many were of each group.", visits=first)
    return _("There were {visits} visits; they cannot be broken down, for the reason below.", visits=first)


def line_name(line: Line) -> str:
    """What a figure is called."""
    base, is_before = line.name.removesuffix("-before"), line.name.endswith("-before")
    name = {
        "nobe": _("Visits (延べ)"),
        "jitsu": _("Children (実)"),
        "mean": _("A day's mean"),
        "days": _("Opening days"),
        "change": _("Change of the visits"),
        "change-by-days": _("of it by the number of opening days"),
        "change-by-pace": _("of it by how many came a day"),
        "hours-open": _("Hours open"),
        "cost-per-visit": _("Cost a visit"),
        "cost-per-child": _("Cost a child"),
        "cost": _("Running cost"),
        "of-year": _("This fiscal year so far"),
        "goal": _("The plan's goal"),
        "baseline": _("The plan's start"),
        "progress": _("Done of the way from start to goal"),
        "path": _("Where equal steps would stand"),
        "baseline-annualised": _("The start's pace over this year's opening days"),
    }[base]
    return _("{name}, the year before", name=name) if is_before else name


def line_value(line: Line) -> str:
    """A figure with its unit; a dash where there is none."""
    if line.value is None:
        return "—"
    text = _number(line.value)
    if line.name.startswith("change") and line.value > 0:
        text = f"+{text}"
    if line.high is not None:
        text = _("{low} to {high}", low=text, high=_number(line.high))
    match line.unit:
        case "percent":
            return f"{text} %"
        case "yen":
            return _("{number} yen", number=text)
        case "hours":
            return _("{number} h", number=text)
        case "days":
            return _("{number} days", number=text)
    return text


def definition_words(definition: str) -> str:
    """What a figure counts; the code stands in front, as it is signed."""
    words = {
        "kpi-1-D": _("A child counts once a day, a head without a name each time. Mentors, staff, observers do not."),
        "kpi-1-E": _("Comings-in; one soon after another is the same one."),
        "kpi-1-R": _("Every recorded coming-in, double scans included."),
        "kpi-2": _("Different children with a name, each once in the period; up to so many more without a name."),
        "kpi-5": _("Visits (延べ) over the days that were held; an open day without visitors is a day."),
        "opening-days-held": _("Days that were planned and on which somebody came, or that staff said were held."),
        "change": _("Visits (延べ) less those of the same days of the year before."),
        "change-by-days": _("More or fewer opening days, each at the mean of the year before."),
        "change-by-pace": _("The rest of the change: another number of visits on each day."),
        "hours-open": _("From opening to closing by plan, over the days that were held."),
        "kpi-14": _("Running cost over visits (延べ)."),
        "kpi-14-person": _("Running cost over children with a name (実)."),
        "cost": _("As staff entered it from the accounts."),
        "plan-goal": _("As the plan gives it."),
        "plan-baseline": _("As the plan gives it."),
        "kpi-12": _("(Now - start) / (goal - start); below the start it is negative, over the goal more than 100 %."),
        "kpi-12-linear": _("Start, and equal steps a year to the goal."),
        "kpi-12-annualised": _("The start over its own opening days, times this year's planned ones."),
    }
    return f"[{definition}] {words[definition]}"


def caveat_words(caveat: Caveat) -> str:
    """What is to be minded."""
    return {
        "hidden-cells": _("Rows with 1 to 9 visits or children, and others so that no sum gives them back, are hidden: {n}."),
        "unnamed-left-out": _("{n} visits have no name; how many children they were is not known."),
        "not-over": _("The period is not over: counted up to {word}, and compared with the same days of the year before."),
        "calendar-assumed": _("A part of the opening days rests on a rule that no source gives."),
        "no-school-holidays": _("The town file lists no school holidays."),
        "school-holidays-assumed": _("The dates of the school holidays are assumed; they are not from a source."),
        "no-area-known": _("No child's ward is recorded."),
        "nothing-before": _("No opening day of the year before is recorded; there is nothing to compare with."),
        "no-cost": _("No running cost is entered for exactly this period."),
        "cost-document": _("The cost is from: {word}."),
        "cost-ahead": _("The cost is of the whole period, the visits are not yet: it will fall."),
        "stated-nobe": _("A document gives {n} visits (延べ) for {word}; it is not counted here."),
        "stated-jitsu": _("A document gives {n} children (実) for {word}; it is not counted here."),
        "stated-unstated": _("A document gives {n} for {word} and does not say 延べ or 実; it is not counted here."),
        "no-target": _("No target is set."),
        "plan-does-not-say": _("The plan does not say whether it means 延べ or 実."),
        "baseline-partial": _("The start, {year}, was not a whole year; compare its pace, not its number."),
        "goal-year": _("The goal is for the fiscal year {year}."),
    }[caveat.code].format(n=_number(caveat.number), year=caveat.number, word=caveat.word)  # fmt: skip


def reason_words(reason: Reason) -> str:
    """Something the calendar says."""
    if reason.kind == "closure":
        return _("{first} to {last}: closed ({reason}), {days} opening days fewer.", first=reason.first, last=reason.last,
                 reason=reason.code, days=reason.days)  # fmt: skip
    if reason.kind == "special":
        return _("{first}: open besides ({reason}).", first=reason.first, reason=reason.code)
    weekdays, opens, closes = reason.code.split(" ")
    return _("From {first}: open {weekdays}, {opens} to {closes}.", first=reason.first, weekdays=_weekdays(weekdays),
             opens=opens, closes=closes)  # fmt: skip


def group_words(key: str) -> str:
    """A row of days; other rows have names of their own."""
    return {
        "weekday": _("Weekdays"), "saturday": _("Saturdays"), "sunday": _("Sundays"),
        "school-term": _("School term"), "school-holidays": _("School holidays"), "outside": _("outside the city"),
    }.get(key, "")  # fmt: skip


def _weekdays(code: str) -> str:
    names = get_day_names("abbreviated", locale=_locale())
    return ", ".join(names[int(number)] for number in code.split("-") if number)


def _number(value: int | Decimal) -> str:
    places = 0 if isinstance(value, int) else max(0, -int(value.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, format=pattern, locale=_locale()))


def _locale() -> str:
    return BASES.get(language(), language()).split("-")[0]


def numbers(values: Sequence[int | Decimal | None]) -> list[str]:
    """Figures of a row; a dash where there is none."""
    return ["—" if value is None else _number(value) for value in values]
