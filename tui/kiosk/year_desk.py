"""The end of a fiscal year as a desk of the kiosk's screen: a road of steps, left at any of them and found again."""

from collections.abc import Callable, Mapping, Sequence

from clubhouse_logs.errors import PublicationError
from clubhouse_logs.year_end import Step
from judge.errors import JournalTaken
from tui.commands.forget import receipt_lines
from tui.error_words.table import sentence_of
from tui.i18n import _
from tui.kiosk import words as door_words
from tui.kiosk import year_words
from tui.kiosk.door import PROBLEMS
from tui.kiosk.touches import ROWS_MAX, Touch, View
from tui.year_end_road import Child, Road, StepState

__all__ = ["YearEndDesk"]

NO_STEP = None


class YearEndDesk:
    """One road.

    Args: stages: gives the words of the school stages by their ids, in the language spoken.
    """

    def __init__(self, road: Road, *, stages: Callable[[], Mapping[str, str]]) -> None:
        self.road, self._stages = road, stages
        self._step: Step | None = None
        self._said, self._from = "", 0
        self._kept: set[str] = set()

    def touch(self, what: str) -> None:
        """Take a touch; what cannot be done is said."""
        verb, _colon, arg = what.partition(":")
        self._said = ""
        try:
            self._do(verb, arg)
        except PublicationError as error:
            known = sentence_of(error, log="—")
            self._said = door_words.not_written() if known is None else known[1]
        except JournalTaken:
            self._said = _("Another kiosk is open. Close it, then erase.")
        except PROBLEMS:
            self._said = door_words.not_written()

    def typed(self, text: str) -> None:
        """Nothing is typed here."""

    def rest(self) -> None:
        """Leave no name on the screen."""
        self._step, self._from, self._kept = NO_STEP, 0, set()

    def say(self, sentence: str) -> None:
        """Say something that happened elsewhere."""
        self._said = sentence

    def _do(self, verb: str, arg: str) -> None:
        if verb == "step":
            self._step, self._from = Step(arg), 0
        elif verb == "back":
            self.rest()
        elif verb == "more":
            self._from += ROWS_MAX
        elif verb == "child":
            self._child(arg)
        elif verb == "finish" and self._step is not None:
            self._finish(self._step)

    def _child(self, person: str) -> None:
        if self._step is Step.STAGES:
            self.road.move_up(person)
        elif self._step is Step.RENEWAL:
            self.road.renew(person)
        elif self._step is Step.RETENTION:
            self._kept ^= {person}

    def _finish(self, step: Step) -> None:
        said = year_words.done_words(step)
        if step is Step.RETENTION:
            said = receipt_lines(self.road.erase(kept=self._kept))[0].strip()
        written = self.road.finish(step)
        self.rest()
        self._said = f"{said}\n{written[0].parent}" if written else said

    # -- what is shown -------------------------------------------------------------------------------------------

    def view(self) -> View:
        """Return the page as it is now."""
        states = self.road.states()
        if self._step is None:
            rows = [Touch(f"step:{one.step.value}", self._row(number, one), one.can_be_done)
                    for number, one in enumerate(states, start=1)]  # fmt: skip
            ask = year_words.ask_road(self.road.number, is_over=self.road.is_over)
            return View(ask, self._said, rows=tuple(rows), is_resting=True)
        state = next(one for one in states if one.step is self._step)
        return self._step_view(state)

    def _row(self, number: int, state: StepState) -> str:
        mark = "✓ " if state.is_done else ""
        return f"{mark}{number} {year_words.step_name(state.step)}\n{year_words.open_words(state)}"

    def _step_view(self, state: StepState) -> View:
        keys, rows = year_words.key_words(state.step), self._rows(state.step)
        if self._from >= len(rows):
            self._from = 0
        names = ["back", *(["more"] if len(rows) > ROWS_MAX else []), *(["finish"] if state.can_be_done else [])]
        said = self._said or ("" if state.can_be_done else year_words.waits_words())
        return View(
            year_words.ask_step(state.step), said, rows=tuple(rows[self._from : self._from + ROWS_MAX]),
            actions=tuple(Touch(name, keys[name]) for name in names),
        )  # fmt: skip

    def _rows(self, step: Step) -> Sequence[Touch]:
        lists: Mapping[Step, Callable[[], Sequence[Child]]] = {
            Step.STAGES: self.road.movers, Step.RENEWAL: self.road.renewals, Step.RETENTION: self._due,
        }  # fmt: skip
        if step is Step.LATE_PAPER:
            return [Touch("day", day.isoformat()) for day in self.road.days_without_record()]
        stages = self._stages()
        children = lists[step]() if step in lists else ()
        return [
            Touch(f"child:{one.person}", year_words.child_words(step, one, stages.get(one.word, one.word)))
            for one in children
        ]

    def _due(self) -> list[Child]:
        return [Child(one.person, one.nickname, one.word, one.person in self._kept) for one in self.road.due()]
