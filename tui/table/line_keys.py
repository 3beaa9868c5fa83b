"""What the keys do while no run is at the table: who is chosen, the deeds of the line, which challenge is judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from tui.i18n import _
from tui.table.desk import Desk, Mode
from tui.table.line import Candidate
from tui.table.prompts import Prompt, pick
from tui.table.words import competition_words

__all__ = ["LIST_MAX", "LineKeys", "Page"]

LIST_MAX = 9


@dataclass(slots=True)
class Page:
    """Some lines to read, under a title; as many at a time as there is room for."""

    title: str
    lines: Sequence[str]
    first: int = 0
    _rows: int = 0
    _room: int = 0

    def part(self, columns: int, rows: int) -> list[str]:
        """Return the rows that are read now, long lines broken."""
        console = Console(width=columns)
        broken = [row.plain.rstrip() for line in self.lines for row in Text(line).wrap(console, columns)]
        self._rows, self._room = len(broken), rows
        return broken[self.first : self.first + rows]

    def go_on(self) -> bool:
        """Go to what follows. False: this was the last of it."""
        self.first += self._room
        return self._room > 0 and self.first < self._rows


class LineKeys:
    """The keys of a table without a run."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.prompt: Prompt | None = None
        self.chosen = 0
        self.count = ""
        self.refused = ""
        """Why the last key did nothing; empty when it did."""
        self.page: Page | None = None
        """What is read instead of the keys; any key closes it."""

    @property
    def candidate(self) -> Candidate | None:
        """Who is chosen to come next."""
        line = self.desk.line
        return line[max(0, min(self.chosen, len(line) - 1))] if line else None

    def choose(self, place: int) -> None:
        """A row of the list was touched: it is chosen."""
        if self.prompt is None and self.page is None and self.desk.mode() is Mode.CHOOSING:
            self.chosen = place

    def _choose(self, key: str, character: str | None) -> None:
        line = self.desk.line
        if key in ("up", "down"):
            self.chosen = max(0, min(len(line) - 1, self.chosen + (1 if key == "down" else -1)))
        elif key in ("enter", "space") and line:
            self.desk.open(line[min(self.chosen, len(line) - 1)])
            self.chosen = 0
            if key == "space":
                self.desk.start()
        elif character is not None and character.isdigit():
            self.count = (self.count + character)[-3:]
            self._jump(line)
            return
        elif character is not None:
            self._of_line(character)
        self.count = ""

    def _of_line(self, character: str) -> None:
        """The keys of the line, while no run is here."""
        deeds: dict[str, Callable[[str], None]] = {
            "c": self.desk.call_in, "m": self.desk.miss, "r": self.desk.turn_robot, "o": self.desk.turn_kind,
            "-": self.desk.leave,
        }  # fmt: skip
        if character == "x":
            self._ask_competition()
        elif self.desk.waiting is None:
            return
        elif character == "+":
            self.prompt = Prompt(_("Who joins? Number or card:"), [], self._join)
        elif character == "k":
            words = [self.desk.roll.words((team,)) for team in self.desk.below]
            self.page = Page(_("Too few runs"), words or [_("Every team has as many runs as it should.")])
        elif character in deeds and self.candidate is not None:
            team = self.candidate.teams[0]
            deeds[character](team)
            places = [place for place, one in enumerate(self.desk.line) if team in one.teams]
            self.chosen = places[0] if places and character in "cro" else 0

    def _join(self, typed: str) -> None:
        """The first of the list is chosen then, not who has just joined: whoever is called next has waited longest."""
        self.desk.join(typed, is_official=self.desk.is_official)
        self.chosen = 0

    def _ask_competition(self) -> None:
        others = [name for name in self.desk.competitions if name != self.desk.competition]
        if not others:
            self.refused = _("There is no other challenge at this table.")
            return
        words = {name: competition_words(self.desk.hall.competitions[name]) for name in others[:LIST_MAX]}
        self.prompt = pick(_("Which challenge is judged here now?"), words, self._change_competition)

    def _change_competition(self, competition: str) -> None:
        self.desk.choose(competition)
        self.chosen = 0

    def _jump(self, line: list[Candidate]) -> None:
        """Go to the team whose number was typed; the same digit again begins anew."""
        while self.count:
            for place, candidate in enumerate(line):
                if int(self.count) in map(self.desk.roll.number, candidate.teams):
                    self.chosen = place
                    return
            self.count = self.count[1:]
