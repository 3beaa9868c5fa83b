"""The questions before a team that nobody has registered is entered: name, reading, division, language, how many.

Rule: an answer that cannot be used is asked for again with what was typed, and why; nothing is written before the last.
"""

from collections.abc import Callable, Iterator

from clubhouse_logs.visit_import import name_key
from judge.fact_shapes import is_label
from tui.challenge_words import label
from tui.desk.asking import Asking
from tui.desk.deeds import NewTeam
from tui.i18n import _
from tui.table.prompts import Prompt

__all__ = ["Entering"]

CHILDREN_MAX = 20
LANGUAGES = {"ja": "日本語", "en": "English", "zh-tw": "正體中文", "zh-cn": "简体中文"}
ALL = "ALL"


class Entering(Asking):
    """The open question of a desk, where a team comes that is on no list."""

    def new_team(self, entered: Callable[[str], object]) -> None:
        """Ask for all that a team is, enter it, and ask which competition it enters. `entered` gets its id first."""

        def named(name: str) -> None:
            self._text(_("How is the name read aloud? (Enter: as it is written)"), lambda read: read_as(name, read),
                       self._wrong_reading)  # fmt: skip

        def read_as(name: str, reading: str) -> None:
            self.pick(_("{team}: which division?", team=name), dict(self._divisions()),
                      lambda division: of(name, reading, division))  # fmt: skip

        def of(name: str, reading: str, division: str) -> None:
            self.pick(_("{team}: which language do they speak?", team=name), LANGUAGES,
                      lambda language: speaks(name, reading, division, language))  # fmt: skip

        def speaks(name: str, reading: str, division: str, language: str) -> None:
            def counted(children: str) -> None:
                team = self.desk.register(NewTeam(name, reading or None, division, language, int(children)))
                entered(team)
                if self.to_enter(team):
                    self.enter(team)

            self._text(_("{team}: how many children?", team=name), counted, _wrong_number)

        self._text(_("What is the new team called?"), named, self._wrong_name)

    def take_team_back(self, team: str) -> None:
        """Ask whether a team that was typed by mistake goes."""
        title = _("Take {team} back, as if it had never been entered?", team=self.desk.names.team(team))
        self.pick(title, {"yes": _("take it back")}, lambda _yes: self.desk.unregister(team))

    def _text(
        self, title: str, answered: Callable[[str], None], wrong: Callable[[str], str], typed: str = "", why: str = ""
    ) -> None:
        def read(given: str) -> None:
            given = " ".join(given.split())
            if problem := wrong(given):
                self._text(title, answered, wrong, given, problem)
            else:
                answered(given)

        self.prompt = Prompt(f"{title}\n{why}".rstrip(), (), read, typed, is_free=True)

    def _divisions(self) -> Iterator[tuple[str, str]]:
        """The divisions that teams may be of, with their names: those asked for, played, and entered."""
        hall = self.desk.hall
        states = [self.desk.state(name) for name in self.desk.competitions]
        played = [state.opened.division for state in states if state.opened is not None]
        asked = hall.frame.asked.get("divisions") if hall.frame is not None else None
        known = [
            *(asked if isinstance(asked, list | tuple) else ()),
            *(team.entered.division for team in hall.teams.values()),
        ]
        known += [part for division in played for part in division.split("_") if part != ALL]
        for division in dict.fromkeys(map(str, known or [ALL])):
            names = [state.definition.divisions.get(division) for state in states if state.definition is not None]
            said = next((label(one) for one in names if one), "")
            yield division, f"{division} {said}".rstrip()

    def _wrong_name(self, name: str) -> str:
        there = next(
            (team for team in self.desk.hall.teams.values() if name_key(team.entered.name) == name_key(name)), None
        )
        if there is not None:
            return _("There is a team of this name: number {number}.", number=there.number)
        return "" if is_label(name) else _("A name has 1 to 80 characters.")

    def _wrong_reading(self, reading: str) -> str:
        return "" if not reading or is_label(reading) else _("A name has 1 to 80 characters.")


def _wrong_number(typed: str) -> str:
    is_right = typed.isdecimal() and 1 <= int(typed) <= CHILDREN_MAX
    return "" if is_right else _("a number from {low} to {high}", low=1, high=CHILDREN_MAX)
