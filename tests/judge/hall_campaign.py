"""Whole competitions by chance: random results, drop-outs, no-shows, late entries, ties, corrections; a seed each.

python -m tests.judge.hall_campaign FORMAT TEAMS SEED UNREST      plays one and prints its places
"""

import random
import sys
from collections.abc import Callable, Sequence
from typing import Any

from judge.facts import Called, Fact, TeamEntered
from judge.hall_kinds import CompetitionEntered, CompetitionLeft, HeatForfeited
from judge.tournament.answers import answered
from judge.tournament.decisions import HeatKept, decision_in, stage_closed
from judge.tournament.elimination import HeatState
from judge.tournament.hall import may_enter, next_rounds
from judge.tournament.hall_work import Turn
from judge.tournament.state import NextRun, TournamentState, next_official
from tests.judge.hall_book import HallBook

Stages = list[dict[str, Any]]
CUP: dict[str, Any] = {"id": "cup", "type": "single_elimination"}
OPEN: dict[str, Any] = {"id": "open", "type": "open_runs", "runs": 2, "counted": 1}
FORMATS: dict[str, tuple[str, Stages, dict[str, Any]]] = {
    "open-runs": ("line_following", [OPEN], {}),
    "open-single": ("line_following", [OPEN, {**CUP, "size": 8}], {}),
    "single": ("line_following", [{**CUP, "third_place": "match"}], {}),
    "single-versus": ("sumobot", [{**CUP, "third_place": "shared"}], {}),
    "double": ("line_following", [{"id": "cup", "type": "double_elimination"}], {}),
    "open-double": ("line_following", [OPEN, {"id": "cup", "type": "double_elimination"}], {}),
    "round-robin": ("line_following", [{"id": "all", "type": "round_robin"}], {}),
    "round-robin-versus": ("sumobot", [{"id": "all", "type": "round_robin"}], {}),
    "rings-of-three": ("sumobot", [{"id": "all", "type": "round_robin"}], {"sides": 3}),
    "groups-single": ("sumobot", [{"id": "groups", "type": "groups", "groups": 3, "advance": 2}, {**CUP}], {}),
    "swiss-single": ("line_following", [{"id": "swiss", "type": "swiss", "rounds": 5}, {**CUP, "size": 4}], {}),
    "open-swiss": ("line_following", [OPEN, {"id": "swiss", "type": "swiss", "rounds": 3}], {}),
}
POINTS = (0, 50, 150, 250, 300, 400, *range(401, 421))
STEPS_MAX = 3000


class Campaign:
    """One competition, `c`, played to its end. `unrest`: how often, in percent, something else happens first.

    `names`: what the teams are called, by their number of entry.
    """

    def __init__(
        self, name: str, teams: int, seed: int, *, unrest: int = 25, names: Callable[[int], str] = "c-{}".format
    ) -> None:
        challenge, stages, overlay = FORMATS[name]
        self.again = f"again: python -m tests.judge.hall_campaign {name} {teams} {seed} {unrest}"
        self.refused = 0
        self.chance, self.unrest, self.names = random.Random(f"{name}/{teams}/{seed}"), unrest, names
        self.book = HallBook(seed=seed, stations=("desk", "table-1", "table-2"))
        self.book.open("c", stages, 0, challenge=challenge, overlay=overlay, seed=seed)
        self.teams = [self.book.enter("c", names(number)) for number in range(1, teams + 1)]

    def play(self) -> TournamentState:
        """Play to the end."""
        for _ in range(STEPS_MAX):
            state = self.book.state("c")
            if state.stage == "done":
                return state
            if self.chance.randrange(100) < self.unrest and self._something_else(state):
                continue
            self._go_on(state)
        raise AssertionError(f"it does not end; {self.again}")

    def _go_on(self, state: TournamentState) -> None:
        assert state.running is not None
        if state.decisions:
            one = self.chance.choice(state.decisions)
            order = self.chance.sample(one.teams, len(one.teams))
            for act in answered(state, one, self.chance.choice(one.answers), "by_chance", order):
                self.book.add(act.body, act.run)
            return
        rounds = next_rounds(state, state.running.id)
        for body in rounds:
            self.book.add(body)
        wanted = next_official(state)
        if wanted and not rounds:
            self._run_all(state, wanted)
        elif not rounds:
            assert state.running.state != "over", f"nothing to do in {state.running.id}; {self.again}"
            self.book.add(stage_closed(state.running.id, competition="c"))

    def _run_all(self, state: TournamentState, wanted: Sequence[NextRun]) -> None:
        assert state.running is not None
        if state.running.definition.match is None:
            for one in wanted:
                self.book.run(one, self.chance.choice(POINTS))
            return
        heats: dict[str | None, list[NextRun]] = {}
        for one in wanted:
            heats.setdefault(one.heat, []).append(one)
        for heat, ones in heats.items():
            teams = tuple(one.team for one in ones)
            turn = Turn("c", teams, ones[0].number, ones[0].stage, heat, "heat")
            self.book.match(turn, self.chance.choice([*teams, *teams, None]))

    def _something_else(self, state: TournamentState) -> bool:
        """Somebody leaves, misses a heat or comes late, or a call was wrong; False: it could not be."""
        there = [team for team, entry in state.entries.items() if entry.status == "in"]
        kind = self.chance.choice(["leave", "forfeit", "late", "correct", "correct"])
        if kind == "leave" and len(there) > 2 + len(self.teams) // 2:
            reason = self.chance.choice(["withdrew", "no_show", "disqualified"])
            self.book.add(CompetitionLeft("c", self.chance.choice(there), reason))
            return True
        if kind == "late" and len(self.teams) < 80:
            return self._late()
        if kind == "forfeit" and state.running is not None and len(self.teams) > 3:
            return self._forfeit(state)
        return kind == "correct" and self._correct(state)

    def _late(self) -> bool:
        team = self.names(1 + len(self.teams) + self.refused)
        self.book.add(TeamEntered(team, team.upper(), "ES", (), "ja"))
        if may_enter(self.book.hall(), "c", team) is not None:
            self.refused += 1
            return False
        self.book.add(CompetitionEntered("c", team))
        self.teams.append(team)
        return True

    def _forfeit(self, state: TournamentState) -> bool:
        assert state.running is not None
        ready = [heat for heat in state.running.heats if heat.state is HeatState.READY]
        if not ready:
            return False
        heat = self.chance.choice(ready)
        team = self.chance.choice(heat.sides).team or ""
        self.book.add(HeatForfeited("c", state.running.id, heat.id, team, "no_show"))
        return True

    def _correct(self, state: TournamentState) -> bool:
        ends = {run.run for run in state.runs if run.is_counted}
        calls = [fact for fact in self.book.facts if fact.run in ends and isinstance(fact.body, Called)]
        if not calls:
            return False
        self.book.correct(self.chance.choice(calls[-60:]))
        return True

    @property
    def has_kept(self) -> bool:
        """A heat stands though others should have played it."""
        return any(isinstance(decision_in(fact.body), HeatKept) for fact in self.book.facts)


def outcome(state: TournamentState, names: dict[str, str] | None = None) -> Any:
    """What came of a competition, by new names."""
    named = names or {}

    def name(team: str | None) -> str | None:
        return named.get(team or "", team)

    return (
        state.stage,
        name(state.champion),
        [(one.place, name(one.team)) for one in state.placings],
        [
            (heat.id, [name(side.team) for side in heat.sides], heat.state, name(heat.winner))
            for stage in state.stages
            for heat in stage.heats
        ],
        [
            (line.rank, name(line.team), line.result.total)
            for stage in state.stages
            for lines in ([group.standings for group in stage.groups] or [stage.standings])
            for line in lines
        ],
    )


def shuffled(facts: Sequence[Fact], seed: int) -> list[Fact]:
    """The same facts as they came from the tables in another order."""
    return random.Random(seed).sample(list(facts), len(facts))


if __name__ == "__main__":
    played = Campaign(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), unrest=int(sys.argv[4])).play()
    for line in played.placings:
        print(f"{line.place:4} {line.team}")
