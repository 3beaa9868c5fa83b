"""The end of a day as a desk of the kiosk's screen: staff looks through it, adds what was missed, and closes it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum, auto

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.door import Presence
from clubhouse_logs.people import Member
from clubhouse_logs.record import Record
from judge.facts import DayHeld, DayReviewed
from tui.kiosk import day_words, kana
from tui.kiosk import words as door_words
from tui.kiosk.day_end import DayEnd, day_end
from tui.kiosk.door import PROBLEMS
from tui.kiosk.touches import ROWS_MAX, Touch, View

__all__ = ["DayEndDesk"]

NO_NAME = "-"
ONE_HOUR = timedelta(hours=1)
USUAL_HOURS = range(9, 19)


class Page(Enum):
    """Where the desk is."""

    DAY = auto()
    HELD = auto()
    INSIDE = auto()
    QUESTIONS = auto()
    LATE = auto()
    HOUR = auto()
    CLOSED = auto()


class DayEndDesk:
    """One day of one site.

    Args: club: written to. day: which one. by: who stands here, a person's id or `staff`. now: the town's time.
    """

    def __init__(self, club: Clubhouse, day: date, *, by: str, now: Callable[[], datetime]) -> None:
        self._club, self._day, self._by, self._now = club, day, by, now
        self._page, self._said, self._letters, self._from = Page.DAY, "", "", 0
        self._late: str = NO_NAME
        self._asked = day
        self._is_abc = False
        self._known: tuple[Record, DayEnd] | None = None
        self._verbs: dict[str, Callable[[str], None]] = {
            "held": self._ask_held,
            "inside": self._go_to(Page.INSIDE),
            "questions": self._go_to(Page.QUESTIONS),
            "late": self._go_to(Page.LATE),
            "yes": lambda _arg: self._say_held(held=True),
            "no": lambda _arg: self._say_held(held=False),
            "gone": self._gone,
            "letter": self._letter,
            "erase": self._erase,
            "alphabet": self._alphabet,
            "others": lambda _arg: None,
            "nameless": lambda _arg: self._ask_hour(NO_NAME),
            "member": self._ask_hour,
            "at": self._write_late,
            "more": self._more,
            "close": self._close,
            "back": self._go_to(Page.DAY),
        }

    @property
    def end(self) -> DayEnd:
        """The day as it stands; the record is folded once a change."""
        self._club.refresh()
        record = self._club.record()
        if self._known is None or self._known[0] is not record:
            self._known = record, day_end(record, self._club.facts(), self._day)
        return self._known[1]

    def touch(self, what: str) -> None:
        """Take a touch; what cannot be written down is said."""
        verb, _colon, arg = what.partition(":")
        self._said = ""
        try:
            self._verbs[verb](arg)
        except PROBLEMS:
            self._page, self._said = Page.DAY, door_words.not_written()

    def typed(self, text: str) -> None:
        """Letters typed by hand look somebody up."""
        if self._page is Page.LATE:
            self._letters = text.strip().lower()

    def rest(self) -> None:
        """Leave no name on the screen."""
        self._page, self._letters = Page.DAY, ""

    def say(self, sentence: str) -> None:
        """Say something that happened elsewhere."""
        self._said = sentence

    def _go_to(self, page: Page) -> Callable[[str], None]:
        def go(_arg: str) -> None:
            self._page, self._letters, self._from = page, "", 0

        return go

    def _ask_held(self, day: str) -> None:
        self._asked = date.fromisoformat(day) if day else self._day
        self._page = Page.HELD

    def _say_held(self, *, held: bool) -> None:
        self._club.append([DayHeld(self._asked.isoformat(), self._club.calendar.site, held)], by=self._by)
        self._page = Page.DAY if self._asked == self._day else Page.QUESTIONS

    def _gone(self, visit: str) -> None:
        one = next((one for one in self.end.inside if visit in one.visits), None)
        if self._day != self._club.today:  # nobody sees today who left on another day
            return
        if one is not None and one.person is not None:
            self._club.leave(one.person, visit=visit, source="staff", by=self._by)
        elif one is not None:
            self._club.leave(visit=visit, count=one.count, source="staff", by=self._by)

    def _letter(self, letter: str) -> None:
        self._letters, self._from = self._letters + letter, 0

    def _erase(self, _arg: str) -> None:
        self._letters = self._letters[:-1]

    def _alphabet(self, _arg: str) -> None:
        self._is_abc = not self._is_abc

    def _more(self, _arg: str) -> None:
        self._from += ROWS_MAX

    def _ask_hour(self, person: str) -> None:
        self._late, self._page = person, Page.HOUR

    def _write_late(self, at: str) -> None:
        person = None if self._late == NO_NAME else self._late
        self._club.arrive(
            person, source="late", by=self._by, at=datetime.fromisoformat(at), may_pass_limit=True
        )  # fmt: skip
        self._page, self._letters, self._said = Page.LATE, "", day_words.written_words(self._name(person))

    def _close(self, _arg: str) -> None:
        heads = sum(one.count for one in self.end.inside)
        self._club.append([DayReviewed(self._day.isoformat(), self._club.calendar.site, heads)], by=self._by)
        self._page = Page.CLOSED

    def _name(self, person: str | None) -> str:
        member = None if person is None else self._club.index.member(person)
        return door_words.key_words()["nameless"] if member is None else member.nickname

    # -- what is shown -------------------------------------------------------------------------------------------

    def view(self) -> View:
        """Return the page as it is now."""
        made = {
            Page.DAY: self._day_view,
            Page.HELD: self._held_view,
            Page.INSIDE: self._inside_view,
            Page.QUESTIONS: self._questions_view,
            Page.LATE: self._late_view,
            Page.HOUR: self._hour_view,
            Page.CLOSED: self._closed_view,
        }[self._page]()
        return replace(made, said=self._said or made.said)

    def _day_view(self) -> View:
        end = self.end
        keys = day_words.day_keys(end)
        rows = tuple(Touch(name, keys[name]) for name in ("held", "inside", "questions", "late"))
        said = "" if end.reviewed is None else day_words.closed_words(end)
        return View(day_words.ask_day(end), said, rows=rows, actions=(Touch("close", keys["close"]),), is_resting=True)

    def _held_view(self) -> View:
        keys = day_words.day_keys(self.end)
        rows = tuple(Touch(name, keys[name]) for name in ("yes", "no"))
        return View(day_words.ask_held(self._asked), rows=rows, actions=(Touch("back", keys["back"]),))

    def _inside_view(self) -> View:
        return self._rows(
            day_words.ask_inside(is_today=self._day == self._club.today),
            [self._presence_touch(one) for one in self.end.inside],
        )

    def _questions_view(self) -> View:
        end = self.end
        whats = [f"held:{day.isoformat()}" for day in end.unsaid] + ["questions"] * len(end.questions)
        rows = [Touch(what, words) for what, words in zip(whats, day_words.question_rows(end), strict=True)]
        return self._rows(day_words.day_keys(end)["questions"], rows)

    def _late_view(self) -> View:
        keys = day_words.day_keys(self.end)
        found = kana.find(self._club.index, self._letters) if self._letters else []
        if 0 < len(found) <= ROWS_MAX or (found and len(self._letters) > 1):
            return self._rows(day_words.ask_late(), [self._member_touch(one) for one in found])
        pad_keys = door_words.key_words()
        pad = kana.pad(
            kana.ABC if self._is_abc else kana.KANA,
            (None, None, Touch("alphabet", pad_keys["kana" if self._is_abc else "abc"]),
             Touch("erase", pad_keys["erase"], bool(self._letters)), None),
            lit=kana.lit_letters(self._club.index, self._letters),
        )  # fmt: skip
        actions = tuple(Touch(name, keys[name]) for name in ("back", "nameless"))
        return View(f"{day_words.ask_late()} {self._letters}", pad=pad, actions=actions)

    def _hour_view(self) -> View:
        person = None if self._late == NO_NAME else self._late
        rows = [Touch(f"at:{at.isoformat()}", f"{at:%H:%M}") for at in self._hours()]
        return self._rows(day_words.ask_hour(self._name(person)), rows)

    def _closed_view(self) -> View:
        end = self.end
        return View(day_words.closed_words(end), actions=(Touch("back", day_words.day_keys(end)["back"]),))

    def _hours(self) -> list[datetime]:
        """The hours of the day that are over, from its opening to its closing."""
        calendar = self._club.calendar
        span = calendar.opening_span(self._day)
        if span is None:
            hours = [datetime(self._day.year, self._day.month, self._day.day, hour, tzinfo=calendar.timezone)
                     for hour in USUAL_HOURS]  # fmt: skip
        else:
            count = (span[1] - span[0]) // ONE_HOUR
            hours = [(span[0] + hour * ONE_HOUR).astimezone(calendar.timezone) for hour in range(count)]
        return [at for at in hours if at <= self._now()]

    def _presence_touch(self, one: Presence) -> Touch:
        nickname = None if one.person is None else self._name(one.person)
        came = one.came_in.astimezone(self._club.calendar.timezone)
        return Touch(f"gone:{one.visits[0]}", day_words.inside_row(came, nickname, one.count, one.role))

    def _member_touch(self, member: Member) -> Touch:
        return Touch(f"member:{member.person}", member.nickname)

    def _rows(self, ask: str, rows: Sequence[Touch]) -> View:
        if self._from >= len(rows):
            self._from = 0
        keys = day_words.day_keys(self.end)
        names = ("back", "more") if len(rows) > ROWS_MAX else ("back",)
        shown = tuple(rows[self._from : self._from + ROWS_MAX])
        return View(ask, rows=shown, actions=tuple(Touch(name, keys[name]) for name in names))
