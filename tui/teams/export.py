"""A tournament's teams and standings as tables for others: no child is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from judge.tournament.hall_state import HallState
from judge.tournament.state import StageState, Standing, TournamentState
from tui.i18n import _
from tui.spreadsheets import Sheet, Value

__all__ = ["places_sheet", "sheets", "standings_sheet", "teams_sheet"]


def sheets(hall: HallState, language: str) -> dict[str, Sheet]:
    """Return all tables by the names of their files."""
    return {
        "teams": teams_sheet(hall, language),
        "standings": standings_sheet(hall),
        "places": places_sheet(hall),
    }


def teams_sheet(hall: HallState, language: str) -> Sheet:
    """The teams in their order, under headings that an import reads again."""
    headings = (
        _("Number"), _("Team name"), _("Reading"), _("Division"), _("Challenges"), _("Language"), _("Members"),
        _("Arrived"),
    )  # fmt: skip
    rows = tuple(
        (
            team.id,
            team.entered.name,
            team.entered.reading,
            team.entered.division,
            "; ".join(_title(hall.competitions[name], name, language) for name in _entered(hall, team.competitions)),
            team.entered.language,
            len(team.entered.members),
            int(team.is_arrived),
        )
        for team in hall.teams.values()
    )
    return Sheet(_("Teams"), headings, rows)


def standings_sheet(hall: HallState) -> Sheet:
    """Every standing of every stage, best first; a heat's sides are no standings."""
    headings = (
        _("Competition"), _("Stage"), _("Group"), _("Rank"), _("Number"), _("Team name"), _("Total"), _("Best run"),
        _("Runs"),
    )  # fmt: skip
    return Sheet(
        _("Standings"),
        headings,
        tuple(
            (name, stage.id, group, *_standing(line, _names(hall)))
            for name, state in hall.competitions.items()
            for stage in state.stages
            for group, lines in _lines(stage)
            for line in lines
        ),
    )


def places_sheet(hall: HallState) -> Sheet:
    """The places at the end, of the competitions that are over."""
    names = _names(hall)
    return Sheet(
        _("Places"),
        (_("Competition"), _("Place"), _("Number"), _("Team name")),
        tuple(
            (name, placing.place, placing.team, names.get(placing.team))
            for name, state in hall.competitions.items()
            for placing in state.placings
        ),
    )


def _lines(stage: StageState) -> Iterator[tuple[str | None, tuple[Standing, ...]]]:
    if stage.groups:
        yield from ((group.id, group.standings) for group in stage.groups)
    else:
        yield None, stage.standings


def _standing(line: Standing, names: Mapping[str, str]) -> tuple[Value, ...]:
    result = line.result
    return line.rank, line.team, names.get(line.team), result.total, result.best_single, len(result.signed)


def _names(hall: HallState) -> dict[str, str]:
    return {team.id: team.entered.name for team in hall.teams.values()}


def _entered(hall: HallState, competitions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(hall.competitions) if hall.is_single else competitions


def _title(state: TournamentState, name: str, language: str) -> str:
    if state.definition is None:
        return name
    titles = state.definition.titles
    return titles.get(language) or titles.get(language.split("-")[0]) or titles["en"]
