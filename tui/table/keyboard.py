"""What each key of the station does: the table's state decides, and a list that is open goes first.

Rule: nothing of a run is kept here: only which line is chosen, the digits typed so far, and the list that is open.
"""

from collections.abc import Callable, Sequence
from typing import cast

from firmware.flasher.ports import Board
from judge.errors import JournalWriteFailed, PortError, StationError
from judge.run_state import Button
from judge.serial_port import Port
from tui.challenge_words import label
from tui.error_words.table import sentence_of
from tui.i18n import _
from tui.table.desk import Desk, Mode, RefusedError, Ruling
from tui.table.line_keys import LIST_MAX, LineKeys, Page
from tui.table.persons import referee_words, referees
from tui.table.prompts import Option, Prompt, pick
from tui.table.reasons import return_reasons, void_reasons
from tui.table.reviews import rulings, time_line_words
from tui.table.words import help_lines, line_help, refusal_sentence

__all__ = ["PROBLEMS", "Keyboard"]

COUNT_DIGITS_MAX = 4
PROBLEMS = (RefusedError, StationError, PortError, JournalWriteFailed)


class Keyboard(LineKeys):
    """The keys of one table.

    Args: ports: finds judge boxes that could be plugged in. take_port: opens one. Raises: PortError.
    """

    def __init__(
        self, desk: Desk, ports: Callable[[], Sequence[Board]], take_port: Callable[[str], Port] | None
    ) -> None:
        super().__init__(desk)
        self._ports, self._take_port = ports, take_port

    def refuse(self, problem: Exception) -> None:
        """Say why something was not done."""
        if isinstance(problem, RefusedError):
            self.refused = refusal_sentence(problem.refusal, self.desk.definition, self.desk.roll)
            return
        known = sentence_of(problem, log="—")
        self.refused = known[1] if known is not None else str(problem)

    def press(self, key: str, character: str | None) -> None:
        """Take a key; what it may not do is refused in words. Args: key: Textual's name. character: what it types."""
        self.refused = ""
        try:
            if self.page is not None:
                self.page = self.page if key != "escape" and self.page.go_on() else None
            elif self.prompt is not None:
                self._answer(self.prompt, key, character)
            else:
                self._deed(key, character)
        except PROBLEMS as problem:
            self.count, self.prompt = "", None
            self.refuse(problem)

    def _answer(self, prompt: Prompt, key: str, character: str | None) -> None:
        if key == "escape":
            self.prompt, self.count = None, ""
            return
        answer = prompt.take(key, character)
        if answer is not None:
            self.prompt = None
            prompt.answered(answer)

    def _deed(self, key: str, character: str | None) -> None:
        desk, mode = self.desk, self.desk.mode()
        everywhere: dict[str, Callable[[], object]] = {
            "backspace": self._take_back, "f4": self._ask_hand_over, "f5": self._ask_box,
            "question_mark": self._help, "f1": self._help, "f8": desk.redo, "f2": self._dispute,
            "f3": self._ask_void, "f6": self._change_official, "f7": self._ask_review, "f9": self._ask_return,
        }  # fmt: skip
        if key in everywhere:
            everywhere[key]()
        elif mode is Mode.CHOOSING:
            self._choose(key, character)
        elif key == "space":
            self.count = ""
            if mode is not Mode.OVER:
                (desk.start if mode is Mode.PLACED else desk.stop)()
        elif key == "enter":
            if mode is Mode.OVER:
                desk.agree()
        elif character is not None and character.isdigit():
            self._digit(character)
        elif character is not None and mode is not Mode.PLACED:
            self._call(character)

    def _digit(self, character: str) -> None:
        """A digit answers a question of a run that is over; else it says how many of the next call."""
        given = self.desk.answers()
        if given:
            if 1 <= int(character) <= len(given):
                self.desk.answer(given[int(character) - 1])
            return
        self.count = (self.count + character)[-COUNT_DIGITS_MAX:]

    def _take_back(self) -> None:
        if self.count:
            self.count = self.count[:-1]
            return
        self.desk.undo()

    # -- calls ---------------------------------------------------------------------------------------------------

    def _call(self, character: str) -> None:
        state = self.desk.state()
        definition = self.desk.definition
        rules = definition.calls_of(definition.played(self.desk.division))
        rule = next((rule for rule in rules if rule.key == character), None)
        if rule is None or state is None:
            return
        args: dict[str, int | str] = {"n": int(self.count)} if self.count else {}
        button = next((button for button in state.buttons if button.call == rule.name), None)
        if button is None:
            self.desk.call(rule.name, args)  # refused, and the refusal says why
        else:
            self._tell(button, args)
        if self.prompt is None:
            self.count = ""

    def _tell(self, button: Button, args: dict[str, int | str]) -> None:
        """Ask for what the call has to say, one thing after the other; then it is written down."""
        missing = [name for name in button.args if name not in args]
        if not missing:
            self.count = ""
            self.desk.call(button.call, args)
            return
        name, rule = missing[0], self.desk.definition.calls[button.call].args[missing[0]]
        offered = {str(choice): choice for choice in button.args[name]}
        title = f"{label(button.labels)}: {label(rule.labels)}"
        words = {text: label(rule.choice_labels[text]) if text in rule.choice_labels else text for text in offered}
        state = self.desk.state()
        if rule.is_side and state is not None:
            names = [self.desk.roll.words((team,)) for team in state.teams]
            words = {side: f"{side}  {name}" for side, name in zip(offered, names, strict=False)}
        self.prompt = pick(title, words, lambda told: self._tell(button, {**args, name: offered.get(told, told)}))

    # -- lists ---------------------------------------------------------------------------------------------------

    def _help(self) -> None:
        more = line_help() if self.desk.waiting is not None else []
        self.page = Page(_("Help"), [*help_lines(self.desk.definition), *more])

    def _change_official(self) -> None:
        if self.desk.mode() is Mode.CHOOSING:
            self.desk.is_official = not self.desk.is_official
            self.chosen = 0

    def _dispute(self) -> None:
        state = self.desk.state()
        if state is None or len(state.teams) < 2 or self.desk.mode() is not Mode.OVER:
            self.desk.dispute("not_agreed")
            return
        names = {team: self.desk.roll.words((team,)) for team in state.teams}
        self.prompt = pick(_("Which team does not agree?"), names, lambda team: self.desk.dispute("not_agreed", team))

    def _ask_void(self) -> None:
        if self.desk.run is None:
            raise RefusedError("no-run-here")
        self.prompt = pick(_("Void and run again: what was at fault?"), void_reasons(), self.desk.void)

    def _ask_return(self) -> None:
        self.desk.need_second_person()
        self.prompt = pick(_("Second person: why is it sent back?"), return_reasons(), self.desk.send_back)

    def _ask_hand_over(self) -> None:
        people = referees(self.desk.facts)
        others = {one: f"{referee_words(one, people)}  {one}" for one in people if one != self.desk.referee}
        options = [Option("0", _("somebody new"), "")]
        options += pick("", dict(list(others.items())[-LIST_MAX:]), lambda _person: None).options
        self.prompt = Prompt(_("Who is the referee now?"), options, lambda who: self.desk.hand_over(who or None))

    def _ask_box(self) -> None:
        if self.desk.station.port is not None:
            self.desk.unplug()
            return
        boards = {board.port: f"{board.name}  {board.kind}  {board.port}" for board in self._ports()[:LIST_MAX]}
        if not boards:
            self.refused = _("No judge box is plugged in. Keys and the clock are enough.")
            return
        self.prompt = pick(_("Which one is the judge box?"), boards, self._plug)

    def _plug(self, path: str) -> None:
        if self._take_port is not None:
            self.desk.plug(self._take_port(path))

    def _ask_review(self) -> None:
        runs = {run.run or "": self.desk.roll.words(run.teams) for _name, run in self.desk.hall.under_review}
        if not runs:
            self.refused = _("No run is under review.")
            return
        self.prompt = pick(_("Head referee: which run?"), dict(list(runs.items())[:LIST_MAX]), self._ask_ruling)

    def _ask_ruling(self, run: str) -> None:
        title = "\n".join(time_line_words(self.desk.facts, run, self.desk.names))
        self.prompt = pick(title, rulings(), lambda ruling: self.desk.decide(run, cast(Ruling, ruling)))
