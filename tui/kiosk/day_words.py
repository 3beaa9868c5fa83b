"""What staff reads when a day is closed, on the screen and in lines."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from tui.finding_words import finding_sentence
from tui.i18n import _
from tui.kiosk.day_end import DayEnd
from tui.kiosk.words import role_words

__all__ = [
    "ask_day", "ask_held", "ask_hour", "ask_inside", "ask_late", "closed_words", "day_keys", "day_lines", "held_words",
    "inside_row", "question_rows", "written_words",
]  # fmt: skip


def ask_day(end: DayEnd) -> str:
    """The head of the page: the day and its number."""
    return _("{day}: {heads} children came, {others} others.", day=end.day, heads=end.heads, others=end.others)


def held_words(end: DayEnd) -> str:
    """Whether the day was held."""
    if end.was_held is None:
        return _("Was it open? Nothing says so.") if end.is_planned else _("No opening day by plan, and nobody came.")
    return _("It was open.") if end.was_held else _("Staff says it was not open.")


def day_keys(end: DayEnd) -> dict[str, str]:
    """What can be done about a day."""
    return {
        "held": held_words(end),
        "inside": _("Not seen going out: {count}", count=sum(one.count for one in end.inside)),
        "questions": _("Questions: {count}", count=len(end.questions) + len(end.unsaid)),
        "late": _("Write somebody in late"),
        "close": _("Close the day"),
        "back": _("Back"),
        "yes": _("It was open"),
        "no": _("It was not open"),
        "nameless": _("One without a name"),
        "more": _("More"),
    }


def ask_held(day: date) -> str:
    """Whether it was open at all."""
    return _("{day}: was the clubhouse open?", day=day)


def ask_inside(*, is_today: bool) -> str:
    """Who was not seen going out."""
    if not is_today:
        return _("Nobody saw these go out. They stay as forgotten, without a time.")
    return _("Touch only whom you see leaving now. The others stay as forgotten, without a time.")


def ask_late() -> str:
    """Whom a missed visit is written in for."""
    return _("Who came and was not written down?")


def ask_hour(nickname: str) -> str:
    """When somebody came."""
    return _("When did {nickname} come?", nickname=nickname)


def written_words(nickname: str) -> str:
    """A missed visit was written in."""
    return _("{nickname} is written in.", nickname=nickname)


def closed_words(end: DayEnd) -> str:
    """The day is closed: the number for the noticeboard."""
    return _("{day} is closed. For the noticeboard: {heads}", day=end.day, heads=end.heads)


def inside_row(came: datetime, nickname: str | None, heads: int, role: str) -> str:
    """Somebody who is inside, as far as anybody saw."""
    who = nickname or _("{count} without a name", count=heads)
    return f"{came:%H:%M}  {who}  ({role_words().get(role, role)})"


def question_rows(end: DayEnd) -> list[str]:
    """What is not clear, a line each."""
    days = [_("{day}: a planned day without any record. Was it open?", day=day) for day in end.unsaid]
    return days + [finding_sentence(one) for one in end.questions]


def day_lines(end: DayEnd, names: Mapping[str, str], zone: tzinfo) -> Iterator[str]:
    """Yield a day as lines; who has no name among `names` stands by the random id."""
    yield ask_day(end)
    yield held_words(end)
    yield day_keys(end)["inside"]
    for one in end.inside:
        nickname = None if one.person is None else names.get(one.person, one.person)
        yield "  " + inside_row(one.came_in.astimezone(zone), nickname, one.count, one.role)
    yield from question_rows(end)
    if end.reviewed is not None:
        yield closed_words(end)
