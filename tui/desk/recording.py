"""The desk's deeds by name, for scripts: the words that stand behind a deed, and the deed done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from judge.tournament.state import Answer, Decision
from tui.command_io import WrongInput
from tui.desk.deeds import Desk, Leaving
from tui.desk.record import RefusedError
from tui.desk.words import leave_reasons
from tui.i18n import _

__all__ = ["DEEDS", "do"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for: the desk, the competition it is about, and the words behind the deed."""

    desk: Desk
    competition: str
    words: Sequence[str]

    def team(self, at: int = 0) -> str:
        """A team by its id or number."""
        word = self.words[at]
        for team in self.desk.hall.teams.values():
            if word in (team.id, str(team.number)):
                return team.id
        raise WrongInput(_("There is no team {team}.", team=word))

    def reason(self, at: int) -> Leaving:
        """Why a team does not run."""
        if self.words[at] not in leave_reasons():
            raise WrongInput(_("The reason is one of: {reasons}", reasons=", ".join(leave_reasons())))
        return cast(Leaving, self.words[at])

    def table(self) -> int:
        """A table by its number."""
        if not self.words[0].isdecimal() or int(self.words[0]) not in self.desk.hall.tables:
            raise WrongInput(_("There is no table {table}.", table=self.words[0]))
        return int(self.words[0])

    def settle(self, answer: Answer) -> None:
        """Answer the tie at a place (a heat, a stage) with the teams that are named behind it, best first."""
        self.desk.answer(self.competition, self._asked(), answer, [self.team(at) for at in range(1, len(self.words))])

    def take_side(self) -> None:
        """Answer what was done apart with the number of a side: of corrections the right one, of runs one too many."""
        asked = self._asked()
        if self.words[1] not in map(str, range(1, len(asked.sides) + 1)):
            raise RefusedError("nothing-to-decide")
        self.desk.answer(self.competition, asked, "side", [self.words[1]])

    def _asked(self) -> Decision:
        to_settle = self.desk.state(self.competition).to_settle
        found: Decision | None = next((one for one in to_settle if one.where == self.words[0]), None)
        if found is None:
            raise RefusedError("nothing-to-decide")
        return found


DEEDS: dict[str, tuple[int, Callable[[_Asked], object]]] = {
    "arrived": (1, lambda asked: asked.desk.arrive(asked.team())),
    "passed": (1, lambda asked: asked.desk.inspect(asked.team(), asked.competition, {}, passed=True)),
    "not-passed": (1, lambda asked: asked.desk.inspect(asked.team(), asked.competition, {}, passed=False)),
    "entered": (1, lambda asked: asked.desk.enter(asked.competition, asked.team())),
    "left": (2, lambda asked: asked.desk.leave(asked.competition, asked.team(), asked.reason(1))),
    "forfeited": (
        4,
        lambda asked: asked.desk.forfeit(
            asked.competition, asked.words[0], asked.words[1], asked.team(2), asked.reason(3)
        ),
    ),
    "joined": (1, lambda asked: asked.desk.join(asked.competition, asked.team(), is_official=True)),
    "called": (1, lambda asked: asked.desk.call(asked.competition, asked.team())),
    "missed": (1, lambda asked: asked.desk.miss(asked.competition, asked.team())),
    "left-line": (1, lambda asked: asked.desk.leave_line(asked.competition, asked.team())),
    "table-closed": (2, lambda asked: asked.desk.close_table(asked.table(), asked.words[1])),
    "table-open": (1, lambda asked: asked.desk.open_table(asked.table())),
    "round": (1, lambda asked: asked.desk.publish(asked.competition, asked.words[0])),
    "stage-closed": (1, lambda asked: asked.desk.close_stage(asked.competition, asked.words[0])),
    "frozen": (0, lambda asked: asked.desk.freeze(asked.competition)),
    "revealed": (0, lambda asked: asked.desk.reveal(asked.competition)),
    "run-off": (1, lambda asked: asked.settle("run_off")),
    "order": (3, lambda asked: asked.settle("order")),
    "lots": (1, lambda asked: asked.settle("lots")),
    "joint": (1, lambda asked: asked.settle("joint")),
    "kept": (1, lambda asked: asked.settle("keep")),
    "rerun": (1, lambda asked: asked.settle("rerun")),
    "stands": (1, lambda asked: asked.settle("stands")),
    "side": (2, lambda asked: asked.take_side()),
}
"""Deed -> how many words it needs at least, and what it does."""


def do(desk: Desk, deed: str, words: Sequence[str], competition: str | None) -> None:
    """Do a deed. Raises: WrongInput: a word is missing or names nothing. RefusedError: it may not be done now."""
    needs, act = DEEDS[deed]
    if len(words) < needs:
        raise WrongInput(_("{deed} needs {count} words behind it.", deed=deed, count=needs))
    names = desk.competitions
    if competition is None and len(names) > 1 and deed not in ("arrived", "table-closed", "table-open"):
        raise WrongInput(_("Which competition? Say it with --competition: {known}", known=", ".join(names)))
    if competition is not None and competition not in names:
        raise WrongInput(_("There is no competition {competition}. There are: {known}.", competition=competition,
                           known=", ".join(names)))  # fmt: skip
    try:
        act(_Asked(desk, competition or names[0], words))
    except KeyError as error:
        raise WrongInput(_("There is nothing called {name} here.", name=error.args[0])) from error
