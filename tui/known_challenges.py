"""The definitions that a journal's competitions name and this program has."""

from collections.abc import Iterable

from judge.challenge import Definition
from judge.challenges import ids, load
from judge.facts import Fact, TournamentOpened
from judge.hall_kinds import CompetitionOpened

__all__ = ["definitions_of"]


def definitions_of(facts: Iterable[Fact]) -> dict[str, Definition]:
    """Load them, by id; one that this program does not have is left out, and the fold says so."""
    named = {fact.body.definition for fact in facts if isinstance(fact.body, TournamentOpened | CompetitionOpened)}
    return {name: load(name) for name in named.intersection(ids())}
