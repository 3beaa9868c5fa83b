"""Which team is which side of a match, as a fact.

Rule: it is a note with a fixed topic and fixed arguments, written and read only here; a note that is not whole says
nothing. The latest one stands: sides may be drawn again before the match.
"""

from collections.abc import Iterable, Sequence

from judge.facts import Body, Noted

__all__ = ["sides_drawn", "teams_by_side"]

TOPIC = "sides"


def sides_drawn(teams: Sequence[str]) -> Noted:
    """The fact that gives the sides of a match their teams, in the order of the definition's sides."""
    return Noted(TOPIC, {f"side_{number}": team for number, team in enumerate(teams, start=1)})


def teams_by_side(bodies: Iterable[Body]) -> tuple[str, ...]:
    """The teams in the order of the sides, by the latest such note; () when there is none."""
    teams: tuple[str, ...] = ()
    for body in bodies:
        if isinstance(body, Noted) and body.topic == TOPIC:
            keys = [f"side_{number}" for number in range(1, len(body.args) + 1)]
            if body.args.keys() == set(keys):
                teams = tuple(str(body.args[key]) for key in keys)
    return teams
