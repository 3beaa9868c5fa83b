"""What the hall's screen shows, as data: pages of each competition, made anew from the fold.

Rules: teams by name and number, never a person; a frozen competition shows what was shown when it was frozen, and the
places that were revealed since; a run under review is named as such and has no score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from judge.facts import Fact, TournamentOpened
from judge.hall_kinds import TournamentFounded
from judge.run_state import RunStage
from judge.tournament.hall import HallState, fold_hall, shown
from judge.tournament.line import LineState
from judge.tournament.plan import Planned
from judge.tournament.plan_tree import plan_from_tree
from judge.tournament.state import StageState, Standing, TournamentState
from tui.display.words import (
    clock_words,
    competition_title,
    heads,
    line_note,
    place_words,
    total_words,
    waiting_row,
)
from tui.fact_words import stage_name
from tui.heat_map import stage_heats
from tui.i18n import _
from tui.kept_definitions import NOTHING_KEPT, Kept, known_definitions
from tui.paper.brackets import Placed
from tui.paper.press import Said, said

__all__ = [
    "Kind", "Page", "coming_slots", "entrant_words", "hall_pages", "hall_zone", "revealed", "stage_words", "team_name",
]  # fmt: skip

Kind = Literal["standings", "bracket", "line", "tables", "plan", "places", "review"]
PLAN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One thing to show. `rows`: under `heads`; `heats`: of a bracket; `marked`: rows that stand out (come now)."""

    kind: Kind
    competition: str | None
    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    heats: tuple[Placed, ...] = ()
    marked: frozenset[int] = frozenset()
    note: str = ""


def hall_pages(facts: Sequence[Fact], now_ms: int, kept: Kept = NOTHING_KEPT) -> tuple[HallState, list[Page]]:
    """Fold the facts (in their order) and make the pages.

    Args: now_ms: since 1970. kept: the definitions that the journal keeps.
    """
    definitions = known_definitions(facts, kept)
    hall = fold_hall(facts, definitions)
    states = shown(facts, definitions) if hall.frozen else hall.competitions
    pages: list[Page] = []
    for name, state in states.items():
        pages += _competition(hall, name, state, now_ms)
    pages += [*_tables(hall), *_plan(hall, now_ms), *_reviews(hall)]
    return hall, pages


def _competition(hall: HallState, name: str, state: TournamentState, now_ms: int) -> Iterator[Page]:
    if state.definition is None:
        return
    title = competition_title(state)
    if name in hall.frozen:
        title += "  " + _("(frozen)")
        yield from _revealed(hall, name, title)
    for stage in state.stages:
        if stage.state == "waiting":
            continue
        yield from _standings(hall, state, stage, name, title)
        heats = stage_heats(stage, lambda team: team_name(hall, team))
        if heats:
            yield Page("bracket", name, f"{title} · {stage_words(stage)}", heats=tuple(heats))
    if name not in hall.frozen and state.placings:
        yield Page("places", name, title, heads("places"), tuple(
            (place_words(line.place), team_name(hall, line.team).text) for line in state.placings
        ))  # fmt: skip
    if name in hall.lines and state.running is not None and state.running.rule.type == "open_runs":
        yield from _line(hall, name, title, hall.lines[name].at(now_ms))


def _standings(
    hall: HallState, state: TournamentState, stage: StageState, name: str, title: str
) -> Iterator[Page]:  # fmt: skip
    tables: list[tuple[str | None, Sequence[Standing]]] = [(group.id, group.standings) for group in stage.groups]
    if not tables and stage.standings:
        tables = [(None, stage.standings)]
    reviewed = {team for run in state.under_review for team in run.teams}
    for group, lines in tables:
        words = f"{title} · {stage_words(stage)}"
        if group is not None:
            words += " · " + _("group {group}", group=group)
        yield Page("standings", name, words, heads("standings"), tuple(
            (str(line.rank) + ("=" if line.is_joint else ""), str(hall.teams[line.team].number),
             team_name(hall, line.team).text, total_words(state, line),
             _("under review") if line.team in reviewed else _runs(state, line))
            for line in lines
        ))  # fmt: skip


def _runs(state: TournamentState, line: Standing) -> str:
    """The scores of the signed runs, in their order."""
    scores = {run.run: run.points_of(line.team) for run in state.runs if run.stage is RunStage.SIGNED}
    return " ".join("—" if scores.get(run) is None else str(scores[run]) for run in line.result.signed)


def _line(hall: HallState, name: str, title: str, line: LineState) -> Iterator[Page]:
    rows = tuple(
        waiting_row(place, hall.teams[place.team].number, team_name(hall, place.team).text) for place in line.waiting
    )
    if rows:
        marked = frozenset(number for number, place in enumerate(line.waiting) if place.comes_now)
        words = title + " · " + _("the line")
        yield Page("line", name, words, heads("line"), rows, marked=marked, note=line_note(line))


def _tables(hall: HallState) -> Iterator[Page]:
    rows = []
    for table in hall.tables.values():
        what = ", ".join(competition_title(hall.competitions[one]) for one in table.competitions)
        if table.closed is not None:
            rows.append((str(table.number), what, _("closed")))
        elif table.run is not None:
            _name, run = hall.runs[table.run]
            rows.append((str(table.number), what, " – ".join(team_name(hall, team).text for team in run.teams)))
    if rows:
        yield Page("tables", None, _("Now at the tables"), heads("tables"), tuple(rows))


def _plan(hall: HallState, now_ms: int) -> Iterator[Page]:
    """What is planned next, of all parts; the version stands on the page."""
    if hall.plan is None or hall.frame is None:
        return
    rows = tuple(
        (clock_words(slot.start_ms, hall.frame.timezone), str(slot.table),
         " – ".join(", ".join(entrant_words(hall, one) for one in side) for side in slot.match.sides))
        for slot in coming_slots(hall, now_ms)[:PLAN_ROWS]
    )  # fmt: skip
    if rows:
        title = _("What is next (plan {version})", version=hall.plan.version)
        yield Page("plan", None, title, heads("plan"), rows)


def coming_slots(hall: HallState, now_ms: int) -> list[Planned]:
    """What the plan has from now on, first things first; [] without a plan."""
    if hall.plan is None:
        return []
    slots = [slot for part in hall.plan.parts.values() for slot in plan_from_tree(part.plan).slots]
    return sorted((slot for slot in slots if slot.start_ms >= now_ms), key=lambda slot: (slot.start_ms, slot.table))


def _reviews(hall: HallState) -> Iterator[Page]:
    rows = tuple(
        (competition_title(hall.competitions[name]), " – ".join(team_name(hall, team).text for team in run.teams),
         stage_name(run.opened.stage, run.opened.heat) if run.opened is not None else "")
        for name, run in hall.under_review
        if name not in hall.frozen
    )  # fmt: skip
    if rows:
        yield Page("review", None, _("Under review"), heads("review"), rows)


def _revealed(hall: HallState, name: str, title: str) -> Iterator[Page]:
    """The places that were revealed since the freeze."""
    if hall.frozen[name].revealed_from is None:
        return
    rows = tuple((place_words(place), team_name(hall, team).text) for team, place in revealed(hall, name).items())
    yield Page("places", name, title, heads("places"), rows)


def revealed(hall: HallState, name: str) -> dict[str, int]:
    """The places of a frozen competition that were revealed since, by team: from the last one up."""
    freeze, state = hall.frozen[name], hall.competitions[name]
    first = freeze.revealed_from
    if first is None:
        return {}
    places: Mapping[str, int] = {line.team: line.place for line in state.placings}
    if not places:
        places = {line.team: line.rank for stage in state.stages for line in stage.standings}
    return {team: place for team, place in sorted(places.items(), key=lambda item: item[1]) if place >= first}


def entrant_words(hall: HallState, one: object) -> str:
    """Who comes to a planned match: a team, or whoever a place or a heat sends."""
    if isinstance(one, str):
        return team_name(hall, one).text
    place, match = getattr(one, "place", None), getattr(one, "match", None)
    if place is not None:
        return _("place {place}", place=place)
    outcome = getattr(one, "outcome", "")
    return _("winner of {heat}", heat=match) if outcome == "winner" else _("loser of {heat}", heat=match)


def team_name(hall: HallState, team: str) -> Said:
    """A team's name in its own language; one that never entered shows its id."""
    known = hall.teams.get(team)
    return said(team, "en") if known is None else said(known.entered.name, known.entered.language)


def stage_words(stage: StageState) -> str:
    """What a stage is called."""
    names = {
        "open_runs": _("open runs"), "groups": _("groups"), "round_robin": _("all against all"), "swiss": _("Swiss"),
        "single_elimination": _("elimination"), "double_elimination": _("double elimination"),
    }  # fmt: skip
    return names[stage.rule.type]


def hall_zone(facts: Sequence[Fact]) -> ZoneInfo | None:
    """The time zone a tournament is held in; None: it says none, or one that this computer does not know."""
    for fact in facts:
        if isinstance(fact.body, TournamentFounded | TournamentOpened):
            try:
                return ZoneInfo(fact.body.timezone)
            except (ZoneInfoNotFoundError, ValueError):
                return None
    return None
