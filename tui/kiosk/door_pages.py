"""What the door shows: one page at a time, of what was touched so far. What a touch does is `tui.kiosk.door`'s.

Rule: a page at rest names nobody.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import HouseError
from clubhouse_logs.member_index import search_key
from clubhouse_logs.people import Member
from clubhouse_logs.visits import Role
from judge.facts import Fact
from tui.kiosk import kana, words
from tui.kiosk.touches import ROWS_MAX, Touch, View

__all__ = ["NO_STAGE", "DoorPages", "Guard", "Page"]

NO_STAGE = "-"


class Page(Enum):
    """Where the door is."""

    IDLE = auto()
    LETTERS = auto()
    OTHERS = auto()
    NEW = auto()
    GROUP = auto()
    VISITOR = auto()
    LEAVE = auto()
    STAY_OR_GO = auto()
    FULL = auto()
    PIN = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Guard:
    """Who of staff has a PIN, and whether one is right."""

    persons: Callable[[], Collection[str]]
    check: Callable[[str, str], None]
    """Raises: AccessError."""


class DoorPages:
    """Where the door is and what it shows (args: `tui.kiosk.door.Door`)."""

    def __init__(
        self, club: Clubhouse, *, stages: Callable[[], Sequence[tuple[str, str]]], has_check_out: bool, guard: Guard,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._club, self._stages, self._has_check_out = club, stages, has_check_out
        self._guard, self._now = guard, now
        self._said = ""
        self._reset()

    def _reset(self) -> None:
        self._page, self._letters, self._from = Page.IDLE, "", 0
        self._is_abc = False
        self._said = ""
        self._greeting = ""
        self._fact: Fact | None = None
        self._came: tuple[str | None, int, Role] | None = None
        self._here: Member | None = None
        self._pending: Callable[[str], None] | None = None
        self._limit = HouseError("house-is-full", heads=0, limit=0)

    def _member_here(self) -> Member:
        assert self._here is not None
        return self._here

    def view(self) -> View:
        """Return the page as it is now."""
        made = {
            Page.IDLE: self._idle_view,
            Page.LETTERS: self._letters_view,
            Page.OTHERS: self._others_view,
            Page.NEW: self._new_view,
            Page.GROUP: self._group_view,
            Page.VISITOR: self._visitor_view,
            Page.LEAVE: self._leave_view,
            Page.STAY_OR_GO: self._stay_or_go_view,
            Page.FULL: self._full_view,
            Page.PIN: self._pin_view,
            Page.DONE: self._done_view,
        }[self._page]()
        return replace(made, said=self._said or made.said)

    def _idle_view(self) -> View:
        said = words.today_words(self._club.heads_on(self._club.today))
        names = ("new", "nameless", "group", "visitor", *(("leave",) if self._has_check_out else ()))
        return View(words.resting(), said, self._pad(), actions=_keys(*names), is_resting=True)

    def _letters_view(self) -> View:
        found = kana.find(self._club.index, self._letters)
        if not found:
            return View(words.ask_nobody(self._letters), pad=self._pad(), actions=_keys("back", "new"))
        ask = words.ask_names(self._letters)
        if len(found) > ROWS_MAX and len(self._letters) < 2:
            return View(ask, pad=self._pad(), actions=_keys("back", "new"))
        return self._rows_view(ask, [self._member_touch(one) for one in found], "new")

    def _others_view(self) -> View:
        return self._rows_view(
            words.ask_others(), [self._member_touch(one) for one in kana.find_others(self._club.index)], "new"
        )

    def _leave_view(self) -> View:
        inside = self._club.inside_now()
        ids = {one.presence.person for one in inside} - {None}
        members = {person: self._club.index.member(person) for person in sorted(filter(None, ids))}
        named = sorted((one for one in members.values() if one), key=lambda one: search_key(one.nickname))
        letters = kana.find(self._club.index, self._letters) if self._letters else named
        wanted = {one.person for one in letters}
        rows = [self._member_touch(one) for one in named if one.person in wanted]
        if len(rows) > ROWS_MAX and len(self._letters) < 2:
            return View(words.ask_leave(), pad=self._pad(), actions=_keys("back"))
        zone = self._now().tzinfo
        rows += [
            Touch(f"unnamed:{one.presence.visits[0]}",
                  words.group_words(one.presence.came_in.astimezone(zone), one.presence.count))
            for one in inside
            if one.presence.person is None and not self._letters
        ]  # fmt: skip
        return self._rows_view(words.ask_leave(), rows)

    def _new_view(self) -> View:
        stages = [Touch(f"stage:{stage}", name) for stage, name in self._stages()]
        pad = self._pad(sister="sister", is_free=True)
        other = Touch(f"stage:{NO_STAGE}", words.stage_unknown())
        return View(words.ask_new(self._letters), pad=pad, actions=(*_keys("back"), *stages, other))

    def _group_view(self) -> View:
        roles = [Touch(f"role:{role}", name) for role, name in words.role_words().items()]
        return View(words.ask_group(self._letters), pad=self._digits(), actions=(*_keys("back"), *roles))

    def _visitor_view(self) -> View:
        roles = words.role_words()
        rows = tuple(Touch(f"role:{role}", name) for role, name in roles.items() if role != Role.YOUTH)
        return View(words.ask_visitor(), rows=rows, actions=_keys("back"))

    def _stay_or_go_view(self) -> View:
        keys = [Touch(name, words.key_words()[name]) for name in ("go", "stay")]
        return View(words.ask_stay_or_go(self._member_here().nickname), rows=tuple(keys), actions=_keys("back"))

    def _full_view(self) -> View:
        fields = self._limit.fields
        ask = words.ask_full(self._club.heads_inside(), int(str(fields["limit"])))
        staff = [self._club.index.member(person) for person in self._guard.persons()]
        if not staff:
            return View(ask, rows=_keys("let_in"), actions=_keys("back"))
        rows = [self._member_touch(one) for one in staff if one is not None]
        return View(ask, rows=tuple(rows[:ROWS_MAX]), actions=_keys("back"))

    def _pin_view(self) -> View:
        ask = words.ask_pin(self._member_here().nickname, len(self._letters))
        return View(ask, pad=self._digits(), actions=_keys("back", "let_in"))

    def _done_view(self) -> View:
        names = ("rest", "undo") if self._fact is not None else ("rest",)
        today = [] if self._came is None else [one for one in self._club.programmes if one.day == self._club.today]
        rows = tuple(Touch(f"attend:{one.id}", words.programme_words(one.title)) for one in today[-ROWS_MAX:])
        return View(self._greeting, words.ask_programme() if rows else "", rows=rows, actions=_keys(*names))

    def _rows_view(self, ask: str, rows: Sequence[Touch], *keys: str) -> View:
        if self._from >= len(rows):
            self._from = 0
        shown = tuple(rows[self._from : self._from + ROWS_MAX])
        more = ("more",) if len(rows) > ROWS_MAX else ()
        return View(ask, rows=shown, actions=_keys("back", *more, *keys))

    def _member_touch(self, member: Member) -> Touch:
        stages = dict(self._stages())
        stage = "" if member.stage is None else stages.get(member.stage, "")
        return Touch(f"member:{member.person}", f"{member.nickname}\n{stage}" if stage else member.nickname)

    def _pad(self, sister: str | None = None, *, is_free: bool = False) -> tuple[Touch | None, ...]:
        keys = words.key_words()
        other_pad = Touch("alphabet", keys["kana"] if self._is_abc else keys["abc"])
        last = Touch("sister", keys["sister"]) if sister else Touch("others", keys["others"])
        long = None if self._is_abc else Touch(f"letter:{kana.LONG}", kana.LONG)
        erase = Touch("erase", keys["erase"], bool(self._letters))
        lit = None if is_free else kana.lit_letters(self._club.index, self._letters)
        letters = kana.ABC if self._is_abc else kana.KANA
        return kana.pad(letters, (long, None, other_pad, erase, last), lit=lit)

    def _digits(self) -> tuple[Touch | None, ...]:
        rows = ("   123    ", "   456    ", "   789    ", "    0     ", "          ")
        erase = Touch("erase", words.key_words()["erase"], bool(self._letters))
        return kana.pad(rows, (None, None, None, erase, None), lit=None)


def _keys(*names: str) -> tuple[Touch, ...]:
    return tuple(Touch(name, words.key_words()[name]) for name in names)
