"""The competitions a list of teams may name, by every name their challenges have: of a journal, or of the town."""

from __future__ import annotations

from collections.abc import Iterable

from judge.challenge import Definition
from judge.challenges import load
from judge.tournament.state import TournamentState
from tui.teams.plan import Offer
from tui.town import Town

__all__ = ["division_names", "of_competitions", "of_town"]


def of_competitions(competitions: Iterable[tuple[str, TournamentState]], town: Town) -> list[Offer]:
    """Return the competitions that were opened; one whose rules are not here is left out."""
    return [
        _offer(name, state.definition, state.opened.division, town)
        for name, state in competitions
        if state.definition is not None and state.opened is not None
    ]


def of_town(town: Town) -> list[Offer]:
    """Return every challenge of the town in every division, under the ids a new tournament would give them."""
    definitions = [load(challenge) for challenge in town.competition.challenges]
    return [
        _offer(f"{definition.id}-{division}", definition, division, town)
        for definition in definitions
        for division in definition.divisions
    ]


def division_names(town: Town, offers: Iterable[Offer]) -> dict[str, list[str]]:
    """Return what the town and the challenges call each division, in any language."""
    names = {division.id: list(division.names.values()) for division in town.divisions}
    for offer in offers:
        names.setdefault(offer.division, []).extend(load(offer.challenge).divisions[offer.division].values())
    return names


def _offer(competition: str, definition: Definition, division: str, town: Town) -> Offer:
    divisions = {division, *definition.divisions, *(one.id for one in town.divisions)}
    takes = frozenset(one for one in divisions if definition.admits(one, division))
    return Offer(competition, definition.id, division, tuple(definition.titles.values()), takes)
