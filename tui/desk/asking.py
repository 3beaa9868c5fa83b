"""The questions the desk asks before a deed, one key each: who, which, why; then the deed is done.

Rule: nothing is done before the last answer, and [Esc] leaves at any moment.
"""

from collections.abc import Callable, Mapping
from typing import cast

from judge.tournament.announced import announced_values
from judge.tournament.elimination import HeatState
from judge.tournament.hall import may_enter
from tui.desk.deeds import Desk, Leaving
from tui.desk.record import RefusedError
from tui.desk.words import (
    leave_reasons,
    table_reasons,
)
from tui.display.words import competition_title
from tui.i18n import _
from tui.table.prompts import Option, Prompt

__all__ = ["Asking"]

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
MINUTE_MS = 60_000
CLOSING_MINUTES = (0, 10, 20, 30, 60)


class Asking:
    """The open question of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.prompt: Prompt | None = None
        self.done = ""
        """What the last deed has done, where that is more than its fact says."""

    def pick(self, title: str, offered: Mapping[str, str], answered: Callable[[str], None]) -> None:
        """Ask for one of value -> words. Raises: RefusedError: there is nothing to pick from."""
        if not offered:
            raise RefusedError("nothing-here")
        options = [Option(key, words, value) for key, (value, words) in zip(KEYS, offered.items(), strict=False)]
        self.prompt = Prompt(title, options, answered)

    def number(self, title: str, answered: Callable[[int], None]) -> None:
        """Ask for a whole number. What is none is refused."""

        def read(typed: str) -> None:
            if not typed.isdecimal() or len(typed) > 9:
                raise RefusedError("no-number")
            answered(int(typed))

        self.prompt = Prompt(title, (), read)

    def team(self, title: str, answered: Callable[[str], None]) -> None:
        """Ask for a team by its number."""

        def read(number: int) -> None:
            found = next((team.id for team in self.desk.hall.teams.values() if team.number == number), None)
            if found is None:
                raise RefusedError("no-such-team")
            answered(found)

        self.number(title, read)

    # -- teams ---------------------------------------------------------------------------------------------------

    def inspect(self, team: str) -> None:
        """Ask what came of the inspection: by measures, where the challenge limits any."""
        names = {name: competition_title(self.desk.state(name)) for name in self.desk.hall.teams[team].competitions}
        if len(names) > 1:
            self.pick(_("Inspected for which competition?"), names, lambda name: self._inspect_for(team, name))
        else:
            self._inspect_for(team, next(iter(names), None))

    def _inspect_for(self, team: str, competition: str | None) -> None:
        limits = self._limits(competition)
        offered = {"yes": _("passed"), "no": _("not passed")}
        if limits:
            words = ", ".join(f"{name} ≤ {most}" for name, most in limits.items())
            offered["measure"] = _("enter the measures ({limits})", limits=words)

        def answered(how: str) -> None:
            if how == "measure":
                self._measure(team, competition, limits, {})
            else:
                self.desk.inspect(team, competition, {}, passed=how == "yes")

        self.pick(_("{team}: the robot", team=self.desk.names.team(team)), offered, answered)

    def _measure(
        self, team: str, competition: str | None, limits: Mapping[str, int], measured: Mapping[str, int]
    ) -> None:
        left = [name for name in limits if name not in measured]
        if not left:
            passed = all(measured[name] <= most for name, most in limits.items())
            self.desk.inspect(team, competition, measured, passed=passed)
            return
        title = _("{name}: at most {most}. Measured:", name=left[0], most=limits[left[0]])
        self.number(title, lambda value: self._measure(team, competition, limits, {**measured, left[0]: value}))

    def _limits(self, competition: str | None) -> dict[str, int]:
        """The limits of a robot, by what is measured: `mass_g` for `mass_g_max`."""
        state = self.desk.hall.competitions.get(competition or "")
        if state is None or state.definition is None or state.opened is None:
            return {}
        division = state.definition.played(state.opened.division)
        robot = state.definition.describes.get("robot", {})
        return {
            name.removesuffix("_max"): cells[division]
            for name, cells in robot.items()
            if name.endswith("_max") and division in cells
        }

    def to_enter(self, team: str) -> dict[str, str]:
        """The competitions that a team may enter now, with their titles."""
        return {
            name: competition_title(self.desk.state(name))
            for name in self.desk.competitions
            if not self.desk.hall.is_single and may_enter(self.desk.hall, name, team) is None
        }

    def enter(self, team: str) -> None:
        """Ask which competition a team enters; where it may enter none, the one it is refused by says why."""
        offered = self.to_enter(team)
        if not offered:
            self.desk.enter(self.desk.competitions[0], team)
        title = _("{team} enters which competition?", team=self.desk.names.team(team))
        self.pick(title, offered, lambda name: self.desk.enter(name, team))

    def leave(self, team: str) -> None:
        """Ask which competition a team leaves, and why."""
        offered = {
            name: competition_title(self.desk.state(name))
            for name in self.desk.competitions
            if (entry := self.desk.state(name).entries.get(team)) is not None and entry.status == "in"
        }
        title = _("{team} does not go on in which competition?", team=self.desk.names.team(team))

        def why(name: str) -> None:
            self.pick(title, leave_reasons(), lambda reason: self.desk.leave(name, team, cast(Leaving, reason)))

        self.pick(title, offered, why)

    def forfeit(self, competition: str, stage: str) -> None:
        """Ask who does not come to which heat."""
        heats = {heat.id: heat for heat in self.desk.state(competition).stage_state(stage).heats
                 if heat.state is HeatState.READY}  # fmt: skip
        names = self.desk.names
        offered = {
            f"{heat.id}/{side.team}": f"{_('heat {heat}', heat=heat.id)}: {names.team(side.team)}"
            for heat in heats.values()
            for side in heat.sides
            if side.team is not None and side.run is None
        }

        def why(chosen: str) -> None:
            heat, _slash, team = chosen.partition("/")
            title = _("{team} loses heat {heat} without running it: why?", team=names.team(team), heat=heat)
            self.pick(
                title,
                leave_reasons(),
                lambda reason: self.desk.forfeit(competition, stage, heat, team, cast(Leaving, reason)),
            )

        self.pick(_("Who loses a heat without running it?"), offered, why)

    # -- lines and tables ----------------------------------------------------------------------------------------

    def join(self, competition: str) -> None:
        """Ask who joins the line, and for what."""

        def kind(team: str) -> None:
            offered = {"official": _("official run"), "practice": _("practice")}
            title = _("{team} joins the line for", team=self.desk.names.team(team))
            self.pick(title, offered, lambda kind: self.desk.join(competition, team, is_official=kind == "official"))

        self.team(_("Who joins the line? The team's number:"), kind)

    def closing(self, competition: str) -> None:
        """Ask when the line closes."""
        offered = {str(minutes): _("in {minutes} minutes", minutes=minutes) if minutes else _("now")
                   for minutes in CLOSING_MINUTES}  # fmt: skip
        offered["open"] = _("it stays open")

        def closes(when: str) -> None:
            at_ms = None if when == "open" else self.desk.now_ms() + int(when) * MINUTE_MS
            self.desk.set_closing(competition, at_ms)

        self.pick(_("When does the line close? Who stands in it then still runs."), offered, closes)

    def close_table(self, table: int) -> None:
        """Ask why a table cannot be used."""
        title = _("Table {table} cannot be used: why?", table=table)
        self.pick(title, table_reasons(), lambda reason: self.desk.close_table(table, reason))

    def announce(self, competition: str) -> None:
        """Ask for a value that was announced."""
        state = self.desk.state(competition)
        if state.definition is None or state.opened is None:
            raise RefusedError("nothing-here")
        values = announced_values(state.definition, state.opened.division)

        def told(name: str) -> None:
            title = _("{name} as it was announced (until now {value}):", name=name, value=values[name])
            self.number(title, lambda value: self.desk.announce(competition, name, value))

        if len(values) == 1:
            told(*values)
        else:
            self.pick(_("What was announced?"), {name: f"{name} = {value}" for name, value in values.items()}, told)

    def assign(self, table: int) -> None:
        """Ask which competition a table serves, or does not serve any more."""
        served = self.desk.hall.tables[table].competitions
        offered = {
            name: competition_title(self.desk.state(name)) + (" " + _("(served here; not any more)") * (name in served))
            for name in self.desk.competitions
        }
        self.pick(_("Table {table} serves", table=table), offered, lambda name: self.desk.assign(name, table))
