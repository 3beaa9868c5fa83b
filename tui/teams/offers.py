"""The competitions a list of teams may name, by every name their challenges have: of a journal, or of the town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judge.challenge import Definition
from judge.challenges import load
from judge.tournament.state import TournamentState
from tui.teams.plan import Offer
from tui.town import Town

__all__ = ["Played", "division_names", "of_competitions", "of_town", "offers"]


@dataclass(frozen=True, slots=True)
class Played:
    """A competition, under its definition, in one of its divisions."""

    competition: str
    definition: Definition
    division: str


def of_competitions(competitions: Mapping[str, TournamentState]) -> list[Played]:
    """Return the competitions that were opened; one whose rules are not here is left out."""
    return [
        Played(name, state.definition, state.opened.division)
        for name, state in competitions.items()
        if state.definition is not None and state.opened is not None
    ]


def of_town(town: Town) -> list[Played]:
    """Return every challenge of the town in every division, under the ids a new tournament gives them."""
    definitions = [load(challenge) for challenge in town.competition.challenges]
    return [
        Played(f"{definition.id}-{division}", definition, division)
        for definition in definitions
        for division in definition.divisions
    ]


def offers(town: Town, played: Iterable[Played]) -> list[Offer]:
    """Return what a row may name, and which teams each competition takes."""
    return [_offer(one, town) for one in played]


def division_names(town: Town, played: Iterable[Played]) -> dict[str, list[str]]:
    """Return what the town and the challenges call each division, in any language."""
    names = {division.id: list(division.names.values()) for division in town.divisions}
    for one in played:
        names.setdefault(one.division, []).extend(one.definition.divisions[one.division].values())
    return names


def _offer(one: Played, town: Town) -> Offer:
    divisions = {one.division, *one.definition.divisions, *(division.id for division in town.divisions)}
    takes = frozenset(division for division in divisions if one.definition.admits(division, one.division))
    return Offer(one.competition, one.definition.id, one.division, tuple(one.definition.titles.values()), takes)
