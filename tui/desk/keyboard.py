"""What each key of the desk does: an open question goes first, then what is the same on all pages, then the page's own.

Rule: nothing is kept here but what is chosen, and the question that is open.
"""

from collections.abc import Callable
from dataclasses import dataclass

from judge.errors import JournalTaken, JournalWriteFailed, JudgeError
from judge.journal import Journal
from tui.desk.deciding import Deciding
from tui.desk.deeds import Desk
from tui.desk.entering import Entering
from tui.desk.record import RefusedError
from tui.desk.view import Page, View
from tui.desk.words import refusal_sentence
from tui.error_words.table import sentence_of
from tui.i18n import _
from tui.table.persons import referee_words
from tui.table.words import Hint

__all__ = ["Keyboard"]

PAGE_ROWS = 10
SCROLL_CELLS = 8


@dataclass(frozen=True, slots=True)
class Deed:
    """A key of a page: Textual's name for it, how it is shown, what it does in words, and the deed."""

    key: str
    shown: str
    does: str
    do: Callable[[], None]


class Keyboard(Deciding, Entering):
    """The keys of the desk. Args: take_journal: opens the journal to write. Raises: JournalTaken."""

    def __init__(self, desk: Desk, take_journal: Callable[[], Journal] | None = None) -> None:
        super().__init__(desk)
        self.view = View(desk)
        self._take_journal = take_journal
        self.refused = ""
        """Why the last key did nothing; empty when it did."""
        self.is_help = False

    def press(self, key: str, character: str | None) -> None:
        """Take a key; what it may not do is refused in words. Args: key: Textual's name. character: what it types."""
        self.refused = ""
        try:
            if self.is_help:
                self.is_help = False
            elif self.prompt is not None:
                self._answer(key, character)
            else:
                self._move_or_do(key, character)
        except RefusedError as problem:
            self.prompt = None
            self.refused = refusal_sentence(problem.refusal, self.desk.names)
        except JournalWriteFailed as problem:
            self.prompt = None
            known = sentence_of(problem, log="—")
            self.refused = known[1] if known is not None else str(problem)

    def deeds(self) -> list[Deed]:
        """The keys of the page that is open."""
        ask, desk, view = self, self.desk, self.view
        by_page: dict[Page, list[Deed]] = {
            Page.TEAMS: [
                Deed("enter", "Enter", _("is here"), lambda: desk.arrive(self._row())),
                Deed("i", "i", _("inspected"), lambda: ask.inspect(self._row())),
                Deed("e", "e", _("enters"), lambda: ask.enter(self._row())),
                Deed("x", "x", _("does not go on"), lambda: ask.leave(self._row())),
                Deed("n", "n", _("new team"), lambda: ask.new_team(view.move_to)),
                Deed("u", "u", _("take it back"), lambda: ask.take_team_back(self._row())),
            ],
            Page.STAGES: [
                Deed("p", "p", _("publish the next round"), self._publish),
                Deed("c", "c", _("close the stage"), self._close_stage),
                Deed("f", "f", _("freeze for the hall"), lambda: desk.freeze(view.competition)),
                Deed("v", "v", _("reveal the next place"), self._reveal),
                Deed("t", "t", _("ball target"), lambda: ask.announce(view.competition)),
            ],
            Page.LINE: [
                Deed("j", "j", _("joins"), lambda: ask.join(view.competition)),
                Deed("k", "k", _("call the team"), lambda: desk.call(view.competition, self._row())),
                Deed("m", "m", _("did not come"), lambda: desk.miss(view.competition, self._row())),
                Deed("r", "r", _("robot here or not"), self._robot),
                Deed("o", "o", _("official/practice"), self._official),
                Deed("x", "x", _("leaves"), lambda: desk.leave_line(view.competition, self._row())),
                Deed("c", "c", _("closing time"), lambda: ask.closing(view.competition)),
            ],
            Page.TABLES: [
                Deed("a", "a", _("serves"), lambda: ask.assign(int(self._row()))),
                Deed("x", "x", _("close"), lambda: ask.close_table(int(self._row()))),
                Deed("o", "o", _("open again"), lambda: desk.open_table(int(self._row()))),
                Deed("p", "p", _("plan or tables"), view.turn_plan),
            ],
            Page.STANDINGS: [
                Deed("s", "s", _("another stage"), view.next_stage),
                Deed("x", "x", _("does not go on"), lambda: ask.leave(self._row())),
            ],
            Page.BRACKET: [
                Deed("s", "s", _("another stage"), view.next_stage),
                Deed("h", "h", _("heat lost without running"), self._forfeit),
                Deed("less_than_sign", "< >", _("sideways"), lambda: self._sideways(-SCROLL_CELLS)),
            ],
            Page.REVIEWS: [
                Deed("enter", "Enter", _("decide or agree"), lambda: ask.review(self._row())),
                Deed("b", "b", _("send back"), lambda: ask.send_back(self._row())),
            ],
            Page.CORRECTIONS: [
                Deed("enter", "Enter", _("correct"), self._correct),
                Deed("t", "t", _("one team/all"), self._one_team),
            ],
            Page.DECISIONS: [Deed("enter", "Enter", _("decide"), self._decide)],
        }
        here = by_page[self.view.page]
        return [deed for deed in here if deed.key == "p"] if view.page is Page.TABLES and view.is_plan else here

    def hints(self) -> list[Hint]:
        """The keys that do something now."""
        if self.prompt is not None:
            return [Hint("escape", "Esc", _("leave it"))]
        own = [Hint(deed.key, deed.shown, deed.does) for deed in self.deeds()]
        always = [
            Hint("down", "↑↓ 1-9", _("choose")), Hint("right", "←→", _("other competition")),
            Hint("slash", "/", _("team no.")), Hint("f4", "F4", _("hand over")),
            Hint("f5", "F5", _("write")), Hint("question_mark", "?", _("help")),
            Hint("ctrl+p", "^P", _("palette")), Hint("ctrl+q", "^Q", _("quit")),
        ]  # fmt: skip
        return [*own, *(hint for hint in always if hint.key != "f5" or not self.desk.is_writing)]

    # -- dispatch ------------------------------------------------------------------------------------------------

    def _answer(self, key: str, character: str | None) -> None:
        prompt = self.prompt
        assert prompt is not None
        if key == "escape":
            self.prompt = None
            return
        answer = prompt.take(key, character)
        if answer is not None:
            self.prompt = None
            prompt.answered(answer)

    def _move_or_do(self, key: str, character: str | None) -> None:
        view = self.view
        moves: dict[str, Callable[[], object]] = {
            "up": lambda: view.move(-1), "down": lambda: view.move(1), "pageup": lambda: view.move(-PAGE_ROWS),
            "pagedown": lambda: view.move(PAGE_ROWS), "home": lambda: view.move(-(10**6)),
            "end": lambda: view.move(10**6), "left": lambda: view.next_competition(-1),
            "right": lambda: view.next_competition(1), "question_mark": self._help, "f1": self._help,
            "slash": self._find, "f4": self._hand_over, "f5": self._take, "less_than_sign": lambda: self._sideways(
                -SCROLL_CELLS), "greater_than_sign": lambda: self._sideways(SCROLL_CELLS),
        }  # fmt: skip
        deed = next((deed for deed in self.deeds() if deed.key == key), None)
        if key in moves:
            moves[key]()
        elif character is not None and character.isdecimal() and "1" <= character <= "9":
            view.turn(Page(int(character)))
        elif deed is not None:
            deed.do()

    def _row(self) -> str:
        row = self.view.row
        if row is None:
            raise RefusedError("nothing-here")
        return row.id

    # -- deeds that need a little more ---------------------------------------------------------------------------

    def _help(self) -> None:
        self.is_help = True

    def _sideways(self, by: int) -> None:
        self.view.scrolled = (self.view.scrolled[0], max(0, self.view.scrolled[1] + by))

    def _find(self) -> None:
        def go(team: str) -> None:
            if not self.view.move_to(team):
                raise RefusedError("nothing-here")

        self.team(_("Go to the team with the number:"), go)

    def _take(self) -> None:
        if self._take_journal is None or self.desk.is_writing:
            return
        try:
            self.desk.take(self._take_journal())
        except JournalTaken as taken:
            raise RefusedError("only-looks") from taken
        except JudgeError as problem:
            known = sentence_of(problem, log="—")
            self.refused = known[1] if known is not None else str(problem)

    def _hand_over(self) -> None:
        people = self.desk.people
        offered = {person: f"{referee_words(person, people)}  {person}" for person in people[-8:]}
        offered["new"] = _("somebody new")
        self.pick(_("Who sits at the desk now?"), offered, self._sits_down)

    def _sits_down(self, person: str) -> None:
        self.desk.sit_down(None if person == "new" else person)

    def _publish(self) -> None:
        count = self.desk.publish(*self._stage())
        self.done = _("Published rounds: {count}", count=count)

    def _close_stage(self) -> None:
        competition, stage = self._stage()
        title = _("Close {stage}? What was not run is not run any more.", stage=stage)
        self.pick(title, {"yes": _("close it")}, lambda _yes: self.desk.close_stage(competition, stage))

    def _reveal(self) -> None:
        place = self.desk.reveal(self.view.competition)
        self.done = _("The hall sees the places from {place} down.", place=place)

    def _stage(self) -> tuple[str, str]:
        competition, _slash, stage = self._row().rpartition("/")
        return competition, stage

    def _robot(self) -> None:
        line = self.desk.hall.lines[self.view.competition].at(self.desk.now_ms())
        here = next((one.is_robot_here for one in line.waiting if one.team == self._row()), False)
        self.desk.change(self.view.competition, self._row(), robot=not here)

    def _official(self) -> None:
        line = self.desk.hall.lines[self.view.competition].at(self.desk.now_ms())
        is_official = next((one.is_official for one in line.waiting if one.team == self._row()), False)
        self.desk.change(self.view.competition, self._row(), official=not is_official)

    def _forfeit(self) -> None:
        stage = self.view.stage
        if stage is None:
            raise RefusedError("nothing-here")
        self.forfeit(self.view.competition, stage)

    def _correct(self) -> None:
        fact = self.view.fact()
        if fact is None:
            raise RefusedError("nothing-here")
        self.correct(fact)

    def _one_team(self) -> None:
        if self.view.team is not None:
            self.view.team = None
            return

        def only(team: str) -> None:
            self.view.team = team

        self.team(_("Show what is about the team with the number:"), only)

    def _decide(self) -> None:
        competition, _slash, number = self._row().rpartition("/")
        self.decide(competition, self.desk.state(competition).to_settle[int(number)])
