"""The questions the desk asks before a deed, one key each: who, which, why; then the deed is done.

Rule: nothing is done before the last answer, and [Esc] leaves at any moment.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from judge.consequences import Choice
from judge.errors import FactInvalid
from judge.facts import Body, Called, Fact
from judge.tournament.elimination import HeatState
from judge.tournament.state import Answer, Decision
from tui.consequence_words import consequence_lines
from tui.desk.corrections import other_calls, takes_number
from tui.desk.deeds import Desk, Leaving, Ruling
from tui.desk.record import RefusedError
from tui.desk.words import (
    answer_words,
    correction_reasons,
    leave_reasons,
    table_reasons,
    team_list,
)
from tui.display.words import competition_title
from tui.fact_words import role_name
from tui.i18n import _
from tui.table.prompts import Option, Prompt
from tui.table.reasons import return_reasons
from tui.table.reviews import rulings, time_line_words

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

    def enter(self, team: str) -> None:
        """Ask which competition a team enters."""
        offered = {
            name: competition_title(self.desk.state(name))
            for name in self.desk.competitions
            if (entry := self.desk.state(name).entries.get(team)) is None or entry.status != "in"
        }
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

    def assign(self, table: int) -> None:
        """Ask which competition a table serves, or does not serve any more."""
        served = self.desk.hall.tables[table].competitions
        offered = {
            name: competition_title(self.desk.state(name)) + (" " + _("(served here; not any more)") * (name in served))
            for name in self.desk.competitions
        }
        self.pick(_("Table {table} serves", table=table), offered, lambda name: self.desk.assign(name, table))

    # -- what somebody decides -----------------------------------------------------------------------------------

    def decide(self, competition: str, decision: Decision) -> None:
        """Ask for the answer to a decision: of a tie the order, where one is entered; of a played heat, who decides."""
        words = answer_words(decision)
        offered: dict[str, str] = {answer: words[answer] for answer in decision.answers}
        names = self.desk.names

        def answered(answer: str) -> None:
            if decision.played:
                definition = self.desk.state(competition).definition
                by = definition.correction.by if definition is not None else ()
                self._role(by, lambda role: self.desk.answer(competition, decision, cast(Answer, answer), by=role))
            elif answer == "order":
                self._order(competition, decision, ())
            else:
                self.desk.answer(competition, decision, cast(Answer, answer))

        title = [_("Equal in everything that counts:"), *map(names.team, decision.teams)]
        if decision.played:
            title = [_("It should have been: {teams}", teams=team_list(decision.teams, names.teams)),
                     _("It was run by {teams}.", teams=team_list(decision.played, names.teams))]  # fmt: skip
        self.pick("\n".join(title), offered, answered)

    def _role(self, roles: Sequence[str], answered: Callable[[str], None]) -> None:
        """Ask in which role it is decided; the definition says which may."""
        self.pick(_("Who decides?"), {role: role_name(role) for role in roles}, answered)

    def _order(self, competition: str, decision: Decision, so_far: tuple[str, ...]) -> None:
        left = [team for team in decision.teams if team not in so_far]
        if len(left) == 1:
            self.desk.answer(competition, decision, "order", (*so_far, *left))
            return
        names = self.desk.names
        title = _("Who is number {place}?", place=len(so_far) + 1)
        offered = {team: names.team(team) for team in left}
        self.pick(title, offered, lambda team: self._order(competition, decision, (*so_far, team)))

    def review(self, run: str) -> None:
        """Show a run's time line and ask for the ruling; or, for a second person, whether it is right."""
        title = "\n".join(time_line_words(self.desk.facts, run, self.desk.names_of_run(run)))
        if any(run == waiting.run for _name, waiting in self.desk.to_confirm):
            self.pick(title, {"yes": _("agree, as the second person")}, lambda _yes: self.desk.confirm(run))
            return
        self.pick(title, rulings(), lambda ruling: self.desk.decide_dispute(run, cast(Ruling, ruling)))

    def send_back(self, run: str) -> None:
        """Ask why the second person sends a run back."""
        title = _("Second person: why is it sent back?")
        self.pick(title, return_reasons(), lambda reason: self.desk.send_back(run, reason))

    # -- corrections ---------------------------------------------------------------------------------------------

    def correct(self, fact: Fact) -> None:
        """Ask what is put in a fact's place; show what that changes; ask what becomes of heats played since."""
        found = self.desk.hall.runs.get(fact.run or "")
        state = self.desk.state(found[0]) if found is not None else None
        definition = state.definition if state is not None else None
        division = state.opened.division if state is not None and state.opened is not None else ""
        body, calls = fact.body, other_calls(fact.body, definition, division)
        offered = {"withdraw": _("take it back")}
        if takes_number(body, definition):
            offered["number"] = _("another number")
        if calls:
            offered["call"] = _("it was another call")

        def answered(how: str) -> None:
            assert isinstance(body, Called) or how == "withdraw"
            if how == "number" and isinstance(body, Called):
                self.number(_("The right number:"), lambda n: self._why(fact, Called(body.call, {**body.args, "n": n})))
            elif how == "call":
                self.pick(_("It was:"), calls, lambda call: self._why(fact, Called(call)))
            else:
                self._why(fact, None)

        self.pick(_("What is wrong with it?"), offered, answered)

    def _why(self, fact: Fact, replacement: Body | None) -> None:
        self.pick(_("Why?"), correction_reasons(), lambda reason: self._consequences(fact, replacement, reason))

    def _consequences(self, fact: Fact, replacement: Body | None, reason: str) -> None:
        try:
            would_be = self.desk.consequences(fact, replacement, reason)
        except (FactInvalid, ValueError) as error:
            raise RefusedError("cannot-be-changed") from error
        lines: Sequence[str] = [line.strip() for line in consequence_lines(would_be, self.desk.names)]
        if not would_be.needs_choice:
            title, offered = [_("This would change:"), *lines], {"write": _("write it down")}
        else:
            words, title = answer_words(), [_("Heats were played on the old result. What becomes of them?"), *lines]
            offered = {choice: words[choice] for choice in would_be.choices}
            offered["later"] = _("write it down; they are under review until it is decided")

        def chosen(choice: str) -> None:
            if choice in ("write", "later"):
                self.desk.correct(fact, replacement, reason, None)
                return
            self._role(would_be.by, lambda by: correct_as(by, cast(Choice, choice)))

        def correct_as(by: str, choice: Choice) -> None:
            self.desk.correct(fact, replacement, reason, choice, by=by)

        self.pick("\n".join(title), offered, chosen)
