"""The questions before something is decided: a tie, a dispute, a second word, a correction and what it changes.

Rule: what would change is shown before it is written, and the choices are those that the judge's room allows now.
"""

from collections.abc import Callable, Sequence
from typing import cast

from judge.consequences import Choice
from judge.errors import FactInvalid
from judge.facts import Body, Called, Fact
from judge.tournament.state import Answer, Decision
from tui.consequence_words import consequence_lines
from tui.desk.apart_words import apart_choices, apart_title
from tui.desk.asking import Asking
from tui.desk.corrections import other_calls, takes_number
from tui.desk.deeds import Ruling
from tui.desk.record import RefusedError
from tui.desk.words import answer_words, correction_reasons, team_list
from tui.fact_words import role_name
from tui.i18n import _
from tui.table.reasons import return_reasons
from tui.table.reviews import rulings, time_line_words

__all__ = ["Deciding"]


class Deciding(Asking):
    """The open question of a desk, where somebody decides."""

    def decide(self, competition: str, decision: Decision) -> None:
        """Ask for the answer to a decision: of a tie the order, where one is entered; of a played heat, who decides."""
        if decision.asks != "order":
            self._settle(competition, decision)
            return
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

    def _settle(self, competition: str, decision: Decision) -> None:
        """Ask which side of what was done apart is right, as head referee."""

        def chosen(word: str) -> None:
            if word in ("stands", "rerun"):
                self.desk.answer(competition, decision, cast(Answer, word))
            else:
                self.desk.answer(competition, decision, "side", [word])

        self.pick(apart_title(decision), apart_choices(self.desk, decision), chosen)

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
