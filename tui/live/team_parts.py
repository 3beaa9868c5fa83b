"""The page of one team: where it stands and why, when it comes, and every run with the lines of its score."""

from collections.abc import Iterator

from judge.run_state import RunStage, RunState
from judge.tournament.state import TournamentState
from tui.challenge_words import seconds, term_label, term_why
from tui.desk.words import leave_reasons, why_sentence
from tui.display.pages import stage_words, team_name
from tui.display.words import competition_title, place_words, total_words, waiting_row
from tui.fact_words import stage_name
from tui.i18n import _
from tui.live.competition_parts import places_of, standing_lists
from tui.live.hall_parts import team_cell
from tui.live.parts import Cell, Content, Run, Runs
from tui.live.watch import Seen
from tui.live.words import run_score, run_state, run_title, site_title

__all__ = ["team_page"]


def team_page(seen: Seen, team: str, now_ms: int) -> Content:
    """A team in all its competitions; of its members nothing is said."""
    name, number = team_name(seen.hall, team), seen.hall.teams[team].number
    parts = tuple(
        _competition(seen, competition, state, team, now_ms)
        for competition, state in seen.states.items()
        if team in state.entries and state.definition is not None
    )
    subtitle = f"{site_title(seen.hall)} · " + _("team {number}", number=number)
    return Content(Cell(name.text, name.lang), subtitle, parts)


def _competition(seen: Seen, name: str, state: TournamentState, team: str, now_ms: int) -> Runs:
    title = competition_title(state) + (" " + _("(frozen)") if name in seen.hall.frozen else "")
    facts = (*_place(seen, name, team), *_ranks(state, team), *_left(state, team), *_wait(seen, name, team, now_ms))
    runs = tuple(_run(seen, state, run, team) for run in state.runs if team in run.teams and run.opened is not None)
    return Runs(
        f"runs-{name}", Cell(title, href=seen.names.competitions[name]), facts, tuple(_whys(seen, state, team)), runs
    )


def _place(seen: Seen, name: str, team: str) -> Iterator[tuple[str, str]]:
    place = places_of(seen, name).get(team)
    if place is not None:
        yield _("Place"), place_words(place)


def _ranks(state: TournamentState, team: str) -> Iterator[tuple[str, str]]:
    """Its rank and total in each stage that has standings."""
    for stage in state.stages:
        for group, lines in standing_lists(stage):
            of = stage_words(stage) + (" · " + _("group {group}", group=group) if group is not None else "")
            for line in lines:
                if line.team == team:
                    rank = str(line.rank) + ("=" if line.is_joint else "")
                    words = _("rank {rank} of {all}, total {total}", rank=rank, all=len(lines),
                              total=total_words(state, line))  # fmt: skip
                    yield of, words


def _left(state: TournamentState, team: str) -> Iterator[tuple[str, str]]:
    status = state.entries[team].status
    if status != "in":
        yield _("State"), leave_reasons()[status]


def _wait(seen: Seen, name: str, team: str, now_ms: int) -> Iterator[tuple[str, str]]:
    state = seen.states[name]
    if name not in seen.hall.lines or state.running is None or state.running.rule.type != "open_runs":
        return
    for one in seen.hall.lines[name].at(now_ms).waiting:
        if one.team == team:
            place, _number, _team, run, wait = waiting_row(one, 0, "")
            yield _("In line"), _("place {place}, {run}, {wait}", place=place, run=run, wait=wait)


def _whys(seen: Seen, state: TournamentState, team: str) -> Iterator[str]:
    """Why it stands behind the one before it, and before the next."""
    assert state.definition is not None
    for stage in state.stages:
        for _group, lines in standing_lists(stage):
            at = next((at for at, line in enumerate(lines) if line.team == team), None)
            if at is None:
                continue
            for first in (at - 1, at):
                if first >= 0 and first + 1 < len(lines):
                    mine, other = (team_name(seen.hall, line.team).text for line in lines[first : first + 2])
                    yield why_sentence(lines[first].why, mine, other, state.definition)


def _run(seen: Seen, state: TournamentState, run: RunState, team: str) -> Run:
    others = tuple(team_cell(seen, other) for other in run.teams if other != team)
    return Run(
        run_title(run, _stage_of(state, run)),
        run_state(run),
        run_score(state, run, team),
        tuple(_terms(state, run, team)),
        others,
    )


def _stage_of(state: TournamentState, run: RunState) -> str:
    """What the stage of a run is called; its heat where it has one."""
    assert run.opened is not None
    stage = next((stage for stage in state.stages if stage.id == run.opened.stage), None)
    if stage is None or run.opened.heat is not None:
        return stage_name(run.opened.stage, run.opened.heat)
    return stage_words(stage)


def _terms(state: TournamentState, run: RunState, team: str) -> Iterator[tuple[str, str, str]]:
    """The lines of a signed score; in a match those of the team's own side."""
    definition, score = state.definition, run.score
    if run.stage is not RunStage.SIGNED or definition is None:
        return
    side = list(score.sides)[run.teams.index(team)] if score.sides and run.has_teams else ""
    for term in score.breakdown:
        if term.side in ("", side):
            points = seconds(term.points) if definition.unit == "ms" else str(term.points)
            yield term_label(definition, term.term), points, term_why(definition, term)
