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

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
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
from tui.kiosk.door_pages import NO_STAGE, DoorPages, Guard, Page
from tui.kiosk.touches import ROWS_MAX

__all__ = ["PROBLEMS", "Door", "Guard"]

PROBLEMS = (JournalWriteFailed, DatabaseError, OSError)
NICKNAME_MAX = 12
HEADS_DIGITS, PIN_DIGITS = 2, 12
CARD_LETTERS = 17


class Door(DoorPages):
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
        super().__init__(club, stages=stages, has_check_out=has_check_out, guard=guard, now=now)
        self._wants_form = wants_form
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

    @staticmethod
    def _is_card(line: str) -> bool:
        return len(line) == CARD_LETTERS and line.startswith("k") and line.isascii() and line.isalnum()


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
