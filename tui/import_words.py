"""What becomes of a row of an imported file, in words."""

from collections.abc import Iterator
from datetime import date, timedelta

from clubhouse_logs.total_import import TotalRow
from clubhouse_logs.visit_import import RowPlan
from tui.i18n import _

__all__ = ["candidate_words", "note_words", "outcome_words", "reason_words", "row_line"]


def outcome_words(outcome: str) -> str:
    """Return what becomes of a row."""
    return {
        "visit": _("a visit"),
        "stated": _("a total"),
        "already-there": _("stands there already"),
        "question": _("not clear"),
        "title": _("a title"),
        "header": _("the column titles"),
        "total": _("a sum, not counted"),
        "empty": _("empty"),
    }[outcome]


def reason_words(reason: str) -> str:
    """Return why a row is not clear, and so what to write instead."""
    return {
        "not-a-date": _("this is no date"),
        "no-such-date": _("there is no such day"),
        "year-unknown": _("of which year? Give --fiscal-year"),
        "year-short": _("a year of two digits: write the era or all four"),
        "order-unknown": _("day and month could be either way round"),
        "epoch-unknown": _("a spreadsheet's number: write the date out"),
        "era-ended": _("the era had ended by then"),
        "weekday-contradicts": _("that day is another weekday"),
        "day-missing": _("a month, but no day"),
        "not-a-time": _("this is no time"),
        "no-such-time": _("there is no such time"),
        "noon-or-midnight": _("noon or midnight? Write 12:00 or 0:00"),
        "hour-contradicts": _("the hour does not fit morning or afternoon"),
        "no-separator": _("write the time with a colon"),
        "count-unclear": _("how many?"),
        "nobody": _("nobody is named or counted"),
        "no-header": _("no row titles the columns: a date, and a name or a number"),
        "name-of-several": _("several members have this name"),
        "name-too-long": _("too long for a nickname"),
        "role-unclear": _("as what did they come?"),
        "period-unclear": _("which month or year?"),
        "number-unclear": _("this is no number"),
        "nothing-stated": _("no number"),
        "no-title": _("what is it called? One line of 80 characters at most"),
        "name-unknown": _("no member has this name"),
        "unknown-indicator": _("the plan has no such row"),
    }[reason]


def note_words(note: str) -> str:
    """Return what was assumed."""
    return {
        "date-from-above": _("the date is that of the row above"),
        "time-not-written": _("no time: the opening time is taken"),
        "day-not-planned": _("no opening day"),
        "new-person": _("a new member"),
        "left-unclear": _("when they went is not clear: left out"),
        "left-before-coming": _("went before coming: left out"),
        "was-erased": _("a child that was erased; nobody is entered again"),
        "another-number-known": _("another paper gives another number; both are kept"),
        "about": _("the paper says “about”"),
    }[note]


def candidate_words(candidate: date | timedelta) -> str:
    """Return what a cell could mean."""
    if isinstance(candidate, timedelta):
        minutes = int(candidate.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return candidate.isoformat()


def row_line(row: RowPlan | TotalRow) -> str:
    """Return one row's line: its number, what becomes of it, why, what was assumed."""
    return f"{row.row:>5}  " + "; ".join(_parts(row))


def _parts(row: RowPlan | TotalRow) -> Iterator[str]:
    yield outcome_words(row.outcome)
    if row.reason:
        yield reason_words(row.reason)
    if isinstance(row, RowPlan) and row.candidates:
        yield _("it could be {dates}", dates=", ".join(map(candidate_words, row.candidates)))
    if isinstance(row, TotalRow):
        for one in row.totals:
            last = one.period.end - timedelta(days=1)
            yield f"{one.period.start}…{last}: {one.number} ({one.counts})"
    yield from map(note_words, row.notes)
