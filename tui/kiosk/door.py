"""The door as a desk of the kiosk: who touches what, and what becomes of it in the clubhouse.

    idle --letter--> names --member--> in
    idle --new--> nickname and school --> provisional member, in, and a form from the printer
    idle --nameless | group | visitor--> in, without a name
    idle --leave--> who is inside --> out             (where the town's door asks who leaves)
    in --one of today's programmes--> takes part
    a card, or a touch of somebody long inside: in, or the question whether they go home

Rules: a known member is in after three touches at most; a page that nobody touches for a while is forgotten;
       a touch is recorded before it is greeted, and what cannot be recorded is said and not greeted;
       nobody is let past the hard limit but by a PIN of staff, where the house has PINs.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from sqlite3 import Error as DatabaseError

from clubhouse_logs.clubhouse import Arrival, Clubhouse, Inside
from clubhouse_logs.errors import AccessError, HouseError
from clubhouse_logs.member_index import search_key
from clubhouse_logs.people import Member
from clubhouse_logs.programme_deeds import attend, programme_of
from clubhouse_logs.visits import Role
from judge.errors import JournalWriteFailed
from judge.facts import Fact
from tui.kiosk import kana, words
from tui.kiosk.touches import ROWS_MAX, Touch, View

__all__ = ["PROBLEMS", "Door", "Guard"]

PROBLEMS = (JournalWriteFailed, DatabaseError, OSError)
NICKNAME_MAX = 12
HEADS_DIGITS, PIN_DIGITS = 2, 12
CARD_LETTERS = 17
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


class Door:
    """What stands at the door of one site.

    Args:
        club: written to as one of its stations.
        stages: gives (id, name) of the school stages in the language spoken.
        has_check_out: the door asks who leaves.
        guard: the PINs of the house.
        now: the town's time.
        wants_form: called when a new child is in: a consent form is to be printed.
    """

    def __init__(
        self, club: Clubhouse, *, stages: Callable[[], Sequence[tuple[str, str]]], has_check_out: bool, guard: Guard,
        now: Callable[[], datetime], wants_form: Callable[[], None],
    ) -> None:  # fmt: skip
        self._club, self._stages, self._has_check_out = club, stages, has_check_out
        self._guard, self._now, self._wants_form = guard, now, wants_form
        self._said = ""
        self._verbs: dict[str, Callable[[str], None]] = {
            "letter": self._letter,
            "erase": self._erase,
            "sister": self._sister,
            "alphabet": self._alphabet,
            "others": self._go_to(Page.OTHERS),
            "new": self._new,
            "nameless": lambda _arg: self._come("", None, 1, Role.YOUTH),
            "group": self._go_to(Page.GROUP),
            "visitor": self._go_to(Page.VISITOR),
            "leave": self._go_to(Page.LEAVE),
            "more": self._more,
            "member": self._member,
            "unnamed": self._unnamed_goes,
            "stage": self._enter_new,
            "role": self._role,
            "stay": self._stay,
            "go": lambda _arg: self._leave(self._member_here()),
            "let_in": self._let_in,
            "attend": self._attend,
            "undo": self._undo,
            "back": lambda _arg: self._reset(),
            "rest": lambda _arg: self._reset(),
        }
        self._reset()

    # -- what is touched -----------------------------------------------------------------------------------------

    def touch(self, what: str) -> None:
        """Take a touch; what cannot be written down is said."""
        verb, _colon, arg = what.partition(":")
        self._said = ""
        try:
            self._verbs[verb](arg)
        except PROBLEMS:
            self._reset()
            self._said = words.not_written()

    def typed(self, text: str) -> None:
        """Take a line of a card reader, or letters typed by hand."""
        line = text.strip().lower()
        if self._page in (Page.PIN, Page.GROUP) and line.isascii() and line.isdecimal():
            self._letters = line[: PIN_DIGITS if self._page is Page.PIN else HEADS_DIGITS]
            if self._page is Page.PIN:
                self.touch("let_in")
        elif self._is_card(line):
            self._card(line)
        elif self._page in (Page.IDLE, Page.LETTERS, Page.NEW, Page.LEAVE):
            for letter in search_key(line)[:NICKNAME_MAX]:
                self.touch(f"letter:{letter}")

    def rest(self) -> None:
        """Nobody is there any more: forget what was touched."""
        self._reset()

    def say(self, sentence: str) -> None:
        """Say something that happened elsewhere, such as in the printer."""
        self._said = sentence

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

    def _go_to(self, page: Page) -> Callable[[str], None]:
        def go(_arg: str) -> None:
            self._page, self._letters, self._from = page, "", 0

        return go

    def _letter(self, letter: str) -> None:
        most = {Page.GROUP: HEADS_DIGITS, Page.PIN: PIN_DIGITS}.get(self._page, NICKNAME_MAX)
        if self._page is Page.IDLE:
            self._page = Page.LETTERS
        self._letters, self._from = (self._letters + letter)[:most], 0

    def _erase(self, _arg: str) -> None:
        self._letters, self._from = self._letters[:-1], 0
        if not self._letters and self._page is Page.LETTERS:
            self._reset()

    def _sister(self, _arg: str) -> None:
        if self._letters:
            self._letters = self._letters[:-1] + kana.next_sister(self._letters[-1])

    def _alphabet(self, _arg: str) -> None:
        self._is_abc = not self._is_abc

    def _new(self, _arg: str) -> None:
        letters = self._letters if self._page is Page.LETTERS else ""
        self._page, self._letters = Page.NEW, letters

    def _more(self, _arg: str) -> None:
        self._from += ROWS_MAX

    # -- who comes and goes --------------------------------------------------------------------------------------

    def _member(self, person: str) -> None:
        member = self._club.index.member(person)
        if self._page is Page.FULL:
            self._page, self._letters, self._here = Page.PIN, "", member
        elif member is None:  # forgotten at another station a moment ago
            self._reset()
        elif self._page is Page.LEAVE:
            self._leave(member)
        else:
            self._meet(member)

    def _card(self, token: str) -> None:
        member = self._club.member_of_card(token)
        is_leaving = self._page is Page.LEAVE
        self._reset()
        if member is None:
            self._said = words.unknown_card()
            return
        self._page = Page.LEAVE if is_leaving else Page.LETTERS
        self.touch(f"member:{member.person}")

    def _meet(self, member: Member) -> None:
        """Somebody known is at the door: they come in, or have been inside so long that they may be leaving."""
        inside = self._presence_of(member)
        gap = timedelta(minutes=self._club.rules.merge_gap_min)
        if self._has_check_out and inside is not None and self._now() - inside.presence.came_in >= gap:
            self._page, self._here = Page.STAY_OR_GO, member
            return
        role = Role.STAFF if member.person in self._guard.persons() else Role.YOUTH
        self._come(member.nickname, member.person, 1, role)

    def _come(self, nickname: str, person: str | None, count: int, role: Role, greeting: str | None = None) -> None:
        """Let somebody in, or ask staff where the house is full."""

        def arrive(by: str) -> None:
            may_pass = by != "kiosk"
            came = self._club.arrive(
                person, count=count, role=role, source="scan" if person else "count", by=by, may_pass_limit=may_pass
            )
            self._done(_greeting(came, nickname, greeting), came.fact)
            self._came = person, count, role

        try:
            arrive("kiosk")
        except HouseError as full:
            if full.code != "house-is-full":
                raise
            self._page, self._pending, self._limit = Page.FULL, arrive, full

    def _let_in(self, _arg: str) -> None:
        assert self._pending is not None
        by = "staff"
        if self._here is not None:
            by = self._here.person
            try:
                self._guard.check(by, self._letters)
            except AccessError:
                self._letters, self._said = "", words.pin_wrong()
                return
        elif self._guard.persons():
            return
        self._pending(by)

    def _enter_new(self, stage: str) -> None:
        nickname = self._letters
        if not nickname:
            self._said = words.nickname_first()
        elif any(search_key(one.nickname) == search_key(nickname) for one in self._club.find_members(nickname)):
            self._said = words.nickname_taken(nickname)
        else:
            member = self._club.add_provisional(nickname, None if stage == NO_STAGE else stage)
            self._wants_form()
            self._come(nickname, member.person, 1, Role.YOUTH, words.welcome_new(nickname))
            self._said = words.form_is_coming()

    def _role(self, role: str) -> None:
        if self._page is Page.GROUP and not (self._letters and int(self._letters)):
            self._said = words.heads_first()
            return
        count = int(self._letters) if self._page is Page.GROUP else 1
        self._come("", None, count, Role(role))

    def _leave(self, member: Member) -> None:
        departure = self._club.leave(member.person)
        if departure.presence is None:
            self._done(words.not_in(member.nickname), departure.fact)
        else:
            self._done(words.goodbye(member.nickname), departure.fact)

    def _unnamed_goes(self, visit: str) -> None:
        inside = next((one for one in self._club.inside_now() if visit in one.presence.visits), None)
        if inside is None:  # seen going out at another kiosk
            self._reset()
            return
        departure = self._club.leave(visit=visit, count=inside.presence.count)
        self._done(words.goodbye_all(), departure.fact)

    def _stay(self, _arg: str) -> None:
        member = self._member_here()
        self._done(words.again(member.nickname), None)
        self._came = member.person, 1, Role.YOUTH

    def _attend(self, programme: str) -> None:
        """Whoever just came in takes part in one of today's programmes."""
        assert self._came is not None
        person, count, role = self._came
        fact = attend(self._club, programme, person=person, count=count, role=role, by="kiosk")
        self._done(words.attends(programme_of(self._club, programme).title), fact)

    def _done(self, greeting: str, fact: Fact | None) -> None:
        self._reset()
        self._page, self._greeting, self._fact = Page.DONE, greeting, fact

    def _undo(self, _arg: str) -> None:
        assert self._fact is not None
        self._club.undo(self._fact, by="kiosk")
        self._reset()
        self._said = words.undone()

    def _presence_of(self, member: Member) -> Inside | None:
        ids = set(self._club.ids_of(member.person))
        return next((one for one in self._club.inside_now() if one.presence.person in ids), None)

    def _member_here(self) -> Member:
        assert self._here is not None
        return self._here

    @staticmethod
    def _is_card(line: str) -> bool:
        return len(line) == CARD_LETTERS and line.startswith("k") and line.isascii() and line.isalnum()

    # -- what is shown -------------------------------------------------------------------------------------------

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


def _greeting(came: Arrival, nickname: str, greeting: str | None) -> str:
    """What is said to who came in."""
    if came.is_again:
        said = words.again(nickname)
    elif greeting is not None:
        said = greeting
    elif not nickname:
        said = words.welcome_all()
    elif came.presence.role == Role.YOUTH:
        said = words.welcome(nickname, came.heads_today)
    else:
        said = words.of_role(nickname)
    return words.with_soft(said, came.heads_inside) if came.is_above_soft else said
