"""Who is at a table. Its referee, as facts: a note with a fixed topic, written and read only here; ids, never names.

And the teams, by their numbers and names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judge.facts import Fact, Noted, PersonAdded
from judge.tournament.hall_state import HallTeam
from tui.i18n import _

__all__ = ["REFEREE", "Roll", "referee_at", "referee_words", "referees", "taken"]

REFEREE = "referee"
TOPIC = "table_taken"


def taken(person: str, table: int) -> Noted:
    """The fact that a person is the referee of a table from now on."""
    return Noted(TOPIC, {"person": person, "table": table})


def referee_at(facts: Iterable[Fact], table: int) -> str | None:
    """Return who was the last to take a table."""
    person: str | None = None
    for fact in facts:
        if isinstance(fact.body, Noted) and fact.body.topic == TOPIC and fact.body.args.get("table") == table:
            person = str(fact.body.args["person"])
    return person


def referees(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return all referees of a journal, in the order they came: their numbers count from 1."""
    people: dict[str, None] = {}
    for fact in facts:
        match fact.body:
            case PersonAdded(person=person, kind="referee"):
                people[person] = None
            case Noted(topic="table_taken", args=args) if "person" in args:
                people[str(args["person"])] = None
    return tuple(people)


def referee_words(person: str, people: Sequence[str]) -> str:
    """Return what a referee is called: a number of this tournament, from 1."""
    number = people.index(person) + 1 if person in people else 0
    return _("referee {number}", number=number)


@dataclass(frozen=True, slots=True)
class Roll:
    """The teams of a tournament; `sides`: a letter for each side of a match."""

    teams: Mapping[str, HallTeam]
    sides: Sequence[str]

    def words(self, teams: Sequence[str]) -> str:
        """Return teams with their numbers and names; of a match with their sides."""
        if len(teams) == 1:
            return self._named(teams[0])
        return "  ".join(f"{side}: {self._named(team)}" for side, team in zip(self.sides, teams, strict=False))

    def number(self, team: str) -> int:
        """Return a team's number in the tournament; 0: it is not known."""
        return self.teams[team].number if team in self.teams else 0

    def find(self, typed: str) -> str | None:
        """Return the team that a number or a card names: its number, or its id, a + before it or not."""
        said = typed.strip().removeprefix("+")
        if said in self.teams:
            return said
        return next((team for team, one in self.teams.items() if said == str(one.number)), None)

    def _named(self, team: str) -> str:
        return f"{self.teams[team].number} {self.teams[team].entered.name}" if team in self.teams else team
