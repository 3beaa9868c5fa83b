"""Standings and brackets for a terminal's scrollback and for other programs: what the desk's pages show."""

from collections.abc import Iterator, Sequence
from typing import Any

from judge.facts import head
from judge.tournament.elimination import Heat
from judge.tournament.state import Side, StageState, Standing
from tui.bracket_text import bracket_text
from tui.desk.deeds import Desk
from tui.desk.pages import PLACES, standings_sheet, tables_with_standings
from tui.desk.words import stage_words
from tui.display.pages import team_name
from tui.display.words import competition_title
from tui.heat_map import stage_heats
from tui.i18n import _
from tui.text_table import table_lines

__all__ = ["bracket_json", "bracket_lines", "standings_json", "standings_lines"]

BRACKET_CELLS = 100


def standings_lines(desk: Desk, competitions: Sequence[str]) -> Iterator[str]:
    """Every stage that has standings, and the places once all is over."""
    for name in competitions:
        state = desk.state(name)
        for stage in tables_with_standings(state):
            words = _("final places") if stage == PLACES else stage_words(state.stage_state(stage))
            sheet = standings_sheet(desk, name, stage)
            yield f"{name}  {competition_title(state)}  {words}"
            yield from table_lines([sheet.heads, *(row.cells for row in sheet.rows)])
            yield ""


def standings_json(desk: Desk, competitions: Sequence[str]) -> dict[str, Any]:
    """The same as data: `why` says why a team stands before the next."""
    return {
        "competitions": [
            {
                "competition": name,
                "stages": [
                    {"stage": stage.id, "state": stage.state, "standings": _standings(desk, stage)}
                    for stage in desk.state(name).stages
                ],
                "places": [{"place": line.place, "team": line.team} for line in desk.state(name).placings],
                "champion": desk.state(name).champion,
                "decisions": [
                    {
                        "where": one.where,
                        "stage": one.stage,
                        "teams": one.teams,
                        "answers": one.answers,
                        "asks": one.asks,
                        "sides": list(map(_side, one.sides)),
                    }
                    for one in desk.state(name).to_settle
                ],
            }
            for name in competitions
        ],
        "head": head(desk.facts),
    }


def _side(side: Side) -> dict[str, Any]:
    last = side.facts[-1]
    said = {"facts": [fact.source for fact in side.facts], "by": last.by, "at": last.wall}
    return {**said, "run": side.run, "points": side.points}


def bracket_lines(desk: Desk, competitions: Sequence[str]) -> Iterator[str]:
    """Every bracket there is, drawn."""
    for name in competitions:
        state = desk.state(name)
        for stage in state.stages:
            heats = stage_heats(stage, lambda team: team_name(desk.hall, team))
            if heats:
                yield f"{name}  {competition_title(state)}  {stage_words(stage)}"
                yield from (line.rstrip() for line in bracket_text(heats, BRACKET_CELLS).plain.splitlines())
                yield ""


def bracket_json(desk: Desk, competitions: Sequence[str]) -> dict[str, Any]:
    """Every heat of every stage, in an order they can be run."""
    return {
        "competitions": [
            {
                "competition": name,
                "stages": [
                    {"stage": stage.id, "heats": [_heat(heat) for heat in stage.heats]}
                    for stage in desk.state(name).stages
                    if stage.heats
                ],
            }
            for name in competitions
        ],
        "head": head(desk.facts),
    }


def _standings(desk: Desk, stage: StageState) -> list[dict[str, Any]]:
    lists: list[tuple[str | None, Sequence[Standing]]] = [(group.id, group.standings) for group in stage.groups]
    return [
        {
            "group": group,
            "rank": line.rank,
            "is_joint": line.is_joint,
            "team": line.team,
            "name": desk.hall.teams[line.team].entered.name,
            "total": line.result.total,
            "why": {"code": line.why.code, **line.why.fields} if line.why else None,
        }
        for group, lines in lists or [(None, stage.standings)]
        for line in lines
    ]


def _heat(heat: Heat) -> dict[str, Any]:
    return {
        "heat": heat.id,
        "sides": [{"team": side.team, "seed": side.seed, "points": side.points} for side in heat.sides],
        "state": heat.state.value,
        "winner": heat.winner,
    }
