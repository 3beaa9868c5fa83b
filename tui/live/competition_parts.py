"""The page of one competition: its places, its standings with the reason for every two neighbours, its brackets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from judge.run_state import RunStage
from judge.tournament.elimination import Heat
from judge.tournament.state import StageState, Standing, TournamentState
from tui.desk.words import heat_words, why_short
from tui.display.pages import revealed, stage_words, team_name
from tui.display.words import competition_title, heads, place_words, total_words
from tui.heat_map import stage_heats
from tui.i18n import _
from tui.live.hall_parts import team_cell, team_cells
from tui.live.parts import Bracket, Cell, Content, Line, Links, Part, Table
from tui.live.watch import Seen
from tui.live.words import site_title

__all__ = ["competition_page", "places_of", "standing_lists"]

NOTHING = "—"


def competition_page(seen: Seen, name: str) -> Content:
    """The competition as everybody may see it, the latest stage on top."""
    state = seen.states[name]
    title = competition_title(state)
    if name in seen.hall.frozen:
        title += " " + _("(frozen)")
    parts: list[Part] = [*_frozen(seen, name), *_places(seen, name)]
    for stage in reversed(state.stages):
        if stage.state == "waiting":
            continue
        heats = stage_heats(stage, lambda team: team_name(seen.hall, team))
        if heats:
            parts.append(Bracket(f"bracket-{stage.id}", stage_words(stage), tuple(heats), _pages(seen)))
        parts += _standings(seen, state, stage)
        parts += _matches(seen, stage)
    return Content(Cell(title), site_title(seen.hall), tuple(parts))


def _frozen(seen: Seen, name: str) -> list[Part]:
    """A part and not the title alone: a page that is open already hears it too."""
    if name not in seen.hall.frozen:
        return []
    return [Links("frozen", _("The results are kept back until they are announced."), ())]


def places_of(seen: Seen, name: str) -> Mapping[str, int]:
    """The places that everybody may know: all once it is over; of a frozen one those that were revealed since."""
    if name in seen.hall.frozen:
        return revealed(seen.hall, name)
    return {line.team: line.place for line in seen.states[name].placings}


def standing_lists(stage: StageState) -> list[tuple[str | None, Sequence[Standing]]]:
    """The standings of a stage, by its groups where it has any."""
    if stage.groups:
        return [(group.id, group.standings) for group in stage.groups if group.standings]
    return [(None, stage.standings)] if stage.standings else []


def _pages(seen: Seen) -> dict[str, str]:
    """A team's page by its name, which is all a bracket knows; a name that two teams have leads nowhere."""
    names = {team: team_name(seen.hall, team).text for team in seen.names.teams}
    twice = {name for name, count in Counter(names.values()).items() if count > 1}
    return {name: seen.names.teams[team] for team, name in names.items() if name not in twice}


def _places(seen: Seen, name: str) -> Iterator[Table]:
    lines = tuple(
        Line((Cell(place_words(place), is_strong=place <= 3), team_cell(seen, team, is_strong=place == 1)))
        for team, place in sorted(places_of(seen, name).items(), key=lambda item: item[1])
    )
    if lines:
        yield Table("places", _("Places"), "places", heads("places"), lines)


def _standings(seen: Seen, state: TournamentState, stage: StageState) -> Iterator[Table]:
    reviewed = {team for run in state.under_review for team in run.teams}
    for group, lines in standing_lists(stage):
        title = stage_words(stage) + (" · " + _("group {group}", group=group) if group is not None else "")
        why = _("before the next, because")
        yield Table(
            f"standings-{stage.id}" + (f"-{group}" if group is not None else ""), title, "standings",
            (*heads("standings"), why), tuple(_standing(seen, state, line, line.team in reviewed) for line in lines),
            below_head=why,
        )  # fmt: skip


def _standing(seen: Seen, state: TournamentState, line: Standing, is_reviewed: bool) -> Line:
    assert state.definition is not None
    rank = str(line.rank) + ("=" if line.is_joint else "")
    runs = _("under review") if is_reviewed else _scores(state, line)
    return Line(
        (Cell(rank), Cell(str(seen.hall.teams[line.team].number)), team_cell(seen, line.team),
         Cell(total_words(state, line), is_strong=True), Cell(runs)),
        is_marked=is_reviewed, below=why_short(line.why, state.definition),
    )  # fmt: skip


def _scores(state: TournamentState, line: Standing) -> str:
    """The scores of the signed runs, in their order; those that do not count stand in brackets."""
    scores = {run.run: run.points_of(line.team) for run in state.runs if run.stage is RunStage.SIGNED}
    words = []
    for run in line.result.signed:
        points = NOTHING if scores.get(run) is None else str(scores[run])
        words.append(points if run in line.result.counted else f"({points})")
    return " ".join(words)


def _matches(seen: Seen, stage: StageState) -> Iterator[Table]:
    for group in stage.groups:
        lines = tuple(
            _match(seen, number, heat) for number, heats in enumerate(group.rounds, start=1) for heat in heats
        )
        if lines:
            title = stage_words(stage) + (" · " + _("group {group}", group=group.id) if group.id is not None else "")
            names = (_("Round"), _("Teams"), _("Result"))
            yield Table(f"matches-{stage.id}-{group.id or ''}", title + " · " + _("matches"), "matches", names, lines)


def _match(seen: Seen, number: int, heat: Heat) -> Line:
    teams = tuple(side.team for side in heat.sides if side.team is not None)
    is_played = all(side.points is not None for side in heat.sides)
    result = " : ".join(str(side.points) for side in heat.sides) if is_played else heat_words(heat.state)
    return Line((Cell(str(number)), team_cells(seen, teams), Cell(result)))
