"""A whole tournament from one journal: teams, competitions, lines, tables, plan, papers. Pure: facts in, a state out.

    hall = fold_hall(facts, definitions)          everything below is in it, or worked out of it; nothing is stored
    hall.competitions["lf-ES"]                    a TournamentState: stages, entries, runs, decisions, champion, places
        .stages[0]                                a StageState: its rule, entrants, standings with `why`, groups,
                                                  bracket or double, heats, decisions; `running` is the one that runs
    hall.lines["lf-ES"].at(now_ms)                a LineState: who waits, who comes now, expected waits
    hall.tables[3], hall.teams["t7"]              what a table serves and runs; arrival, inspection, competitions
    turns(hall, table, now_ms)                    the runs that may be opened at a table, first things first
    todo(hall, table, now_ms)                     the one thing its referee does next
    hall.decisions                                what waits for somebody, with the answers that may be given
    answered(state, decision, answer, reason)     the facts of an answer; may_answer says whether this role may give it
    hall.contested, hall.under_review             heats that others ran than stand in them now; disputed runs
    hall.false_certificates                       printed ones that say a place the team has not (any more)
    next_rounds(state, stage)                     the facts that publish the next round of a league
    may_enter, may_leave, may_join, may_open, may_publish, may_close, may_dispute, may_answer      None, or a Refusal
    shown(facts, definitions)                     the competitions as the hall may see them: a frozen one as it stood

A journal of a single competition folds to a hall of one, by the same fold: its facts need not name it.
"""

from collections.abc import Iterable, Mapping, Sequence

from judge.challenge import Definition
from judge.corrections import effective
from judge.facts import Fact
from judge.hall_kinds import (
    PaperPrinted,
    PlacesRevealed,
    PlanMade,
    StandingsFrozen,
    TeamArrived,
    TeamInspected,
)
from judge.second_person import hands_in
from judge.tournament.answers import answered, may_answer
from judge.tournament.asked import ask_apart
from judge.tournament.fold import fold_competition
from judge.tournament.gathering import Gathered, gather
from judge.tournament.hall_state import (
    FalseCertificate,
    Freeze,
    HallState,
    HallTable,
    HallTeam,
    Plan,
    Printed,
)
from judge.tournament.hall_work import Todo, Turn, may_enter, may_join, may_leave, may_open, todo, turns
from judge.tournament.line import LineRules
from judge.tournament.line_inputs import LineInputs, TableUse, line_inputs
from judge.tournament.rounds import may_publish, next_rounds
from judge.tournament.state import TournamentState, may_close, may_dispute

__all__ = [
    "FalseCertificate", "Freeze", "HallState", "HallTable", "HallTeam", "Plan", "Printed", "Todo", "Turn", "answered",
    "fold_hall", "may_answer", "may_close", "may_dispute", "may_enter", "may_join", "may_leave", "may_open",
    "may_publish", "next_rounds", "shown", "todo", "turns",
]  # fmt: skip

TURN_MS = 60_000  # what a turn at a table takes beside the run itself, before any turn was seen


def fold_hall(facts: Iterable[Fact], definitions: Mapping[str, Definition]) -> HallState:
    """Fold a tournament. `definitions` by id (or hash), as they were loaded, without an overlay."""
    facts = list(facts)
    standing, wrong = effective(facts)
    gathered = gather(standing, definitions, hands_in(facts))
    competitions = {name: fold_competition(one) for name, one in gathered.competitions.items()}
    competitions = ask_apart(competitions, gathered.competitions, facts)
    lines, tables = _lines(gathered, competitions, standing)
    others = _Others()
    for _, fact in gathered.others:
        others.take(fact)
    return HallState(
        frame=gathered.frame,
        teams=_teams(gathered, others),
        competitions=competitions,
        lines=lines,
        tables=_tables(gathered, tables),
        plan=others.plan,
        frozen=others.frozen,
        printed=tuple(others.printed),
        findings=(*wrong, *gathered.findings, *(one for state in competitions.values() for one in state.findings)),
    )


def shown(facts: Sequence[Fact], definitions: Mapping[str, Definition]) -> Mapping[str, TournamentState]:
    """The competitions as the hall may see them: one that is frozen as it stood then, all others as they are.

    Args: facts: in their order.
    """
    hall = fold_hall(facts, definitions)
    states = dict(hall.competitions)
    for name, freeze in hall.frozen.items():
        place = next(place for place, fact in enumerate(facts) if fact.source == freeze.since)
        states[name] = fold_hall(facts[:place], definitions).competitions[name]
    return states


class _Others:
    """The facts that are about no competition's course."""

    def __init__(self) -> None:
        self.arrived: set[str] = set()
        self.inspections: dict[str, list[TeamInspected]] = {}
        self.plan: Plan | None = None
        self.frozen: dict[str, Freeze] = {}
        self.printed: list[Printed] = []

    def take(self, fact: Fact) -> None:
        match fact.body:
            case TeamArrived(team=team):
                self.arrived.add(team)
            case TeamInspected(team=team) as body:
                self.inspections.setdefault(team, []).append(body)
            case PlanMade() as body:
                self._take_plan(body)
            case StandingsFrozen(competition=name):
                self.frozen.setdefault(name, Freeze(fact.source, None))
            case PlacesRevealed(competition=name, from_place=1):
                self.frozen.pop(name, None)
            case PlacesRevealed(competition=name, from_place=place) if name in self.frozen:
                self.frozen[name] = Freeze(self.frozen[name].since, place)
            case PaperPrinted() as body:
                self.printed.append(Printed(fact.source, fact.wall, body))

    def _take_plan(self, body: PlanMade) -> None:
        if self.plan is None or body.version > self.plan.version:
            self.plan = Plan(body.version, {body.part: body})
        elif body.version == self.plan.version:
            self.plan = Plan(body.version, {**self.plan.parts, body.part: body})


def _teams(gathered: Gathered, others: _Others) -> dict[str, HallTeam]:
    entered: dict[str, list[str]] = {team: [] for team in gathered.teams}
    for name, one in gathered.competitions.items():
        for team in one.entered:
            entered[team].append(name)
    return {
        team: HallTeam(
            team, number, body, tuple(entered[team]), team in others.arrived, tuple(others.inspections.get(team, ()))
        )
        for number, (team, body) in enumerate(gathered.teams.items(), start=1)
    }


def _lines(
    gathered: Gathered, competitions: Mapping[str, TournamentState], standing: Sequence[Fact]
) -> tuple[dict[str, LineInputs], dict[int, TableUse]]:
    rules: dict[str, LineRules] = {}
    open_stages: dict[str, frozenset[str]] = {}
    for name, one in gathered.competitions.items():
        stages = [stage for stage in competitions[name].stages if stage.rule.type == "open_runs"]
        if stages:
            runs = stages[0].definition.aggregation
            required = runs.runs_required or runs.runs_counted
            rules[name] = LineRules(runs.runs_official, required, one.setup.of_stage(stages[0].id).limit_ms + TURN_MS)
            open_stages[name] = frozenset(stage.id for stage in stages)
    only = next(iter(gathered.competitions)) if len(gathered.competitions) == 1 else None
    return line_inputs(standing, rules, open_stages, only)


def _tables(gathered: Gathered, used: Mapping[int, TableUse]) -> dict[int, HallTable]:
    count = gathered.frame.tables if gathered.frame is not None else 0
    tables = {number: used.get(number, TableUse()) for number in sorted({*range(1, count + 1), *used})}
    return {number: HallTable(number, tuple(use.competitions), use.closed, use.run) for number, use in tables.items()}
