"""Who sits at which table, as facts: a note with a fixed topic, written and read only here. Ids, never names."""

from collections.abc import Iterable, Sequence

from judge.facts import Fact, Noted, PersonAdded
from tui.i18n import _

__all__ = ["REFEREE", "referee_at", "referee_words", "referees", "taken"]

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
