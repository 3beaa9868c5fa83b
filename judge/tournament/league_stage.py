"""Groups, round robin and Swiss as a stage: published rounds, what came of their matches, standings, who goes on.

Rules: who meets whom is a record (`RoundPublished`), never worked out again; a match is a heat named by `match_id`, and
may be drawn. Where robots meet, what a match is worth the definition says; where each runs alone, the heat's keys say
who has won, and the stage what that is worth. Whoever left, or did not come, loses to whoever did: the opponent has the
points of a win. The stage is over when nothing is left to publish and every match has a result, or when it is closed;
never while a run of it is under review.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from judge.challenge import Aggregation, Definition, Key, Ranking
from judge.run_state import RunStage, RunState
from judge.tournament.elimination import Heat, HeatState, Side
from judge.tournament.groups import advancing, deal
from judge.tournament.matches import MatchResult, match_entries, match_result
from judge.tournament.open_runs import OpenResult
from judge.tournament.pairing import Pairing
from judge.tournament.play import HeatRuns, Play
from judge.tournament.ranking import Entry, Order, Ranked, Why, rank
from judge.tournament.run_offs import run_offs
from judge.tournament.stages import StageRule
from judge.tournament.state import Decision, Group, StageState, Standing, tie_answers
from judge.tournament.swiss import SwissState, SwissTeam, swiss

__all__ = ["group_name", "league_ranking", "league_stage", "match_id"]

ALL_COUNT = Aggregation(10**6, 10**6, "sum")  # of the matches of a league every one counts


def match_id(group: str | None, number: int, place: int) -> str:
    """The name of a match: group A, round 1, third match: A1-3; without groups: r1-3."""
    return f"{group or 'r'}{number}-{place}"


def group_name(number: int) -> str:
    """The name of a group, counted from 0: A to Z, AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def league_ranking(definition: Definition, rule: StageRule) -> Ranking:
    """What the standings go by: the definition's keys where robots meet, else points, who beat whom, wins."""
    if rule.type == "swiss":
        return Ranking((Key("points", "high"), Key("buchholz", "high")), definition.ranking.then)
    if definition.match is not None:
        return definition.ranking
    return Ranking((Key("total", "high"), Key("head_to_head", "high"), Key("wins", "high")), definition.ranking.then)


def league_stage(play: Play, rule: StageRule, seeds: Sequence[Entry], out: Collection[str]) -> StageState:
    """Fold the stage. Args: seeds: best first; who enters late is the last. out: who does not go on."""
    definition, table = play.setup.of_stage(rule.id), _Table(play, rule, play.heat_runs(rule))
    groups = [table.group(name, teams) for name, teams in _groups(play, rule, [entry.id for entry in seeds])]
    entrants = tuple(entry.id for entry in seeds)
    standings = groups[0].standings if len(groups) == 1 else ()
    is_disputed = any(run.stage is RunStage.DISPUTED for run in play.by_stage.get(rule.id, ()))
    is_over = rule.id in play.gathering.closed or (bool(groups) and all(group.is_over for group in groups))
    again = table.again.heats
    if not is_over or is_disputed or table.again.pending:
        return StageState(rule, definition, "running", entrants, standings, tuple(groups), run_offs=again)
    going, decisions = _advancing(play, rule, table, out)
    return StageState(
        rule, definition, "over", entrants, standings, tuple(groups), decisions=decisions, advancing=going,
        run_offs=again,
    )  # fmt: skip


def _groups(play: Play, rule: StageRule, seeds: Sequence[str]) -> list[tuple[str | None, list[str]]]:
    """Who is in which group: by what was published, else dealt by seed; who came later goes to the smallest."""
    if rule.type != "groups" or not seeds:
        return [(None, list(seeds))] if seeds else []
    placed: dict[str, list[str]] = {}
    for (stage, name, _), body in sorted(play.gathering.published.items(), key=lambda item: item[0][2]):
        if stage == rule.id and name is not None:
            members = placed.setdefault(name, [])
            members += [team for meeting in body.pairings for team in meeting if team not in members]
    if not placed:
        dealt = deal(seeds, min(rule.groups, len(seeds)))
        return [(group_name(number), list(teams)) for number, teams in enumerate(dealt)]
    there = {team for members in placed.values() for team in members}
    for team in seeds:
        if team not in there:
            min(placed.values(), key=len).append(team)
    return [*sorted(placed.items(), key=lambda item: (len(item[0]), item[0]))]


def _advancing(
    play: Play, rule: StageRule, table: "_Table", out: Collection[str]
) -> tuple[tuple[Entry, ...], tuple[Decision, ...]]:
    """Who goes on, in order; or the ties that have to be settled first."""
    ranking = league_ranking(table.definition, rule)
    entries = {entry.id: entry for of_group in table.entries.values() for entry in of_group if entry.id not in out}
    if rule.type != "groups":
        seeds = rank(entries.values(), ranking.keys, decided=play.gathering.ties(rule.id).get(rule.id, ()),
                     run_off=table.again.orders.get(rule.id, ()), draw_seed=play.seed, place="seeding")  # fmt: skip
        return tuple(line.entry for line in seeds), ()
    standings = {name or rule.id: table.lines(name, out, play.gathering.ties(rule.id)) for name in table.entries}
    each = rule.advance or max(map(len, standings.values()), default=0)
    going = advancing(standings, each, ranking, draw_seed=play.seed)
    decisions = tuple(
        Decision(name, teams, rule.id, play.name, tie_answers(table.definition, teams)) for name, teams in going.ties
    )
    return tuple(entries[team] for team in going.seeds), decisions


@dataclass
class _Table:
    """The matches of a league, and what came of them."""

    play: Play
    rule: StageRule
    runs: HeatRuns

    def __post_init__(self) -> None:
        self.entries: dict[str | None, Sequence[Entry]] = {}
        self.absent = self.play.absent(self.rule.id)
        self.again = run_offs(self.play, self.rule)
        self.definition = self.play.setup.of_stage(self.rule.id)
        self.is_versus = self.definition.match is not None
        self.met: dict[str, RunState] = {}
        for run in self.play.by_stage.get(self.rule.id, ()):
            if run.is_counted and run.has_teams and run.opened is not None and run.opened.heat is not None:
                self.met.setdefault(run.opened.heat, run)

    def rounds(self, name: str | None) -> list[tuple[int, Sequence[Sequence[str]]]]:
        """The published rounds of a group."""
        published = self.play.gathering.published.items()
        return sorted((number, body.pairings) for (of, group, number), body in published
                      if of == self.rule.id and group == name)  # fmt: skip

    def group(self, name: str | None, teams: Sequence[str]) -> Group:
        """A group as it stands."""
        rounds = self.rounds(name)
        heats = tuple(tuple(self.heats(name, number, pairings)) for number, pairings in rounds)
        results = [result for number, pairings in rounds for result in self.results(name, number, pairings)]
        of_swiss = self.swiss(teams) if self.rule.type == "swiss" else None
        if of_swiss is not None:
            self.entries[name] = [line.entry for line in of_swiss.standings]
        else:
            numbered = match_entries(teams, results, ALL_COUNT)
            self.entries[name] = [Entry(e.id, self.play.numbers[e.id], e.figures, e.against) for e in numbered]
        lines = self.lines(name, self.play.disqualified, self.play.gathering.orders(self.rule.id))
        mine: dict[str, list[Heat]] = {}
        for heat in (heat for of_round in heats for heat in of_round):
            for side in heat.sides:
                mine.setdefault(side.team or "", []).append(heat)
        standings = tuple(
            Standing(line.rank, line.entry.id, line.is_joint, _result(line, mine.get(line.entry.id, ())), line.why)
            for line in lines
        )
        is_played = all(heat.state is HeatState.DECIDED for of_round in heats for heat in of_round)
        is_over = is_played and self._is_published(teams, [pairings for _, pairings in rounds])
        return Group(name, tuple(teams), standings, heats, is_over, of_swiss)

    def lines(self, name: str | None, out: Collection[str], orders: Mapping[str, Sequence[Order]]) -> list[Ranked]:
        """The ranked lines of a group, without some, under the director's orders."""
        ranking, place = league_ranking(self.definition, self.rule), name or self.rule.id
        return rank(
            [entry for entry in self.entries[name] if entry.id not in out],
            ranking.keys,
            decided=orders.get(place, ()),
            run_off=self.again.orders.get(place, ()),
            draw_seed=self.play.seed if ranking.then == "draw" else None,
            place=place,
        )

    def swiss(self, teams: Sequence[str]) -> SwissState:
        """The Swiss state; who left is not paired any more."""
        rounds, gone = self.rounds(None), self.play.gathering.left
        points = {
            (number, team): won
            for number, pairings in rounds
            for result in self.results(None, number, pairings)
            for team, won in result.points.items()
        }
        return swiss(
            [SwissTeam(team, self.play.numbers[team], 1, len(rounds) if team in gone else None) for team in teams],
            [[Pairing(meeting[0], meeting[1] if len(meeting) > 1 else None) for meeting in met] for _, met in rounds],
            lambda number, team: points.get((rounds[number - 1][0], team)),
            league_ranking(self.definition, self.rule),
            bye_points=self.rule.win,
            draw_seed=self.play.seed,
            decided=self.play.gathering.orders(self.rule.id).get(self.rule.id, ()),
        )

    def heats(self, name: str | None, number: int, pairings: Sequence[Sequence[str]]) -> list[Heat]:
        """The matches of a round as heats; a bye is none."""
        return [
            self._heat(match_id(name, number, place), meeting)
            for place, meeting in enumerate(pairings, start=1)
            if len(meeting) > 1
        ]

    def results(self, name: str | None, number: int, pairings: Sequence[Sequence[str]]) -> list[MatchResult]:
        """What came of the matches of a round that are over."""
        found = (
            self._result_of(match_id(name, number, place), meeting)
            for place, meeting in enumerate(pairings, start=1)
            if len(meeting) > 1
        )
        return [result for result in found if result is not None]

    def _heat(self, heat: str, teams: Sequence[str]) -> Heat:
        sides = tuple(self._side(heat, team) for team in teams)
        result = self._result_of(heat, teams)
        if result is None:
            return Heat(heat, sides, HeatState.READY, None, None, None)
        won = [team for team in teams if result.outcomes.get(team) == "win"]
        lost = [team for team in teams if result.outcomes.get(team) == "loss"]
        why = Why("walkover", {}) if self._is_walkover(heat, teams) else None
        winner = won[0] if len(won) == 1 else None
        return Heat(heat, sides, HeatState.DECIDED, winner, lost[0] if winner and len(lost) == 1 else None, why)

    def _side(self, heat: str, team: str) -> Side:
        run = self.runs.get((heat, team))
        return Side(team, None, None, False, run.points if run else None, run.run if run else None)

    def _result_of(self, heat: str, teams: Sequence[str]) -> MatchResult | None:
        if all((heat, team) in self.runs for team in teams):
            return self._played(heat, teams)
        return self._walkover(heat, teams) if self._is_walkover(heat, teams) else None

    def _played(self, heat: str, teams: Sequence[str]) -> MatchResult:
        if self.is_versus and self.rule.runs <= 1 and set(self.met[heat].teams) == set(teams):
            return match_result(self.met[heat].teams, self.met[heat].score)
        entries = [Entry(team, number, self.runs[heat, team].figures) for number, team in enumerate(teams)]
        lines = rank(entries, self.play.setup.heat_ranking(self.rule.id).keys)
        first = {line.entry.id for line in lines if line.rank == 1}
        winning = "win" if len(first) == 1 else "draw"
        outcomes = {team: winning if team in first else "loss" for team in teams}
        if self.is_versus:
            return MatchResult({team: self.runs[heat, team].points for team in teams}, outcomes)
        return MatchResult({team: self._worth(outcome) for team, outcome in outcomes.items()}, outcomes)

    def _is_walkover(self, heat: str, teams: Sequence[str]) -> bool:
        is_played = all((heat, team) in self.runs for team in teams)
        there = [team for team in teams if not self.absent.holds(heat, team)]
        return not is_played and len(there) <= 1

    def _walkover(self, heat: str, teams: Sequence[str]) -> MatchResult:
        outcomes = {team: "loss" if self.absent.holds(heat, team) else "win" for team in teams}
        return MatchResult({team: self._worth(outcome) for team, outcome in outcomes.items()}, outcomes)

    def _worth(self, outcome: str) -> int:
        return {"win": self.rule.win, "draw": self.rule.draw, "loss": self.rule.loss}[outcome]

    def _is_published(self, teams: Sequence[str], rounds: Sequence[Sequence[Sequence[str]]]) -> bool:
        """Whether no further round is to come."""
        if self.rule.type == "swiss":
            return len(rounds) >= self.rule.rounds
        met = Counter(frozenset(two) for meetings in rounds for one in meetings for two in combinations(one, 2))
        there = [team for team in teams if team not in self.play.gathering.left]
        return all(met[frozenset(two)] >= self.rule.legs for two in combinations(there, 2))


def _result(line: Ranked, mine: Sequence[Heat]) -> OpenResult:
    """What a team has from its matches; `counted` and `signed`: its runs there."""
    team, figures = line.entry.id, line.entry.figures
    signed = tuple(side.run for heat in mine for side in heat.sides if side.team == team and side.run is not None)
    left = sum(heat.state is HeatState.READY for heat in mine)
    total = figures.get("total", figures.get("points"))
    return OpenResult(signed, signed, (), (), left, total if isinstance(total, int) else None, None, (), figures)
