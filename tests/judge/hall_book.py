"""Writes the facts of a whole tournament as stations would, and plays it by a skill; equal seeds, equal facts."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Corrected,
    Fact,
    RunEnded,
    RunSigned,
    RunStarted,
    TeamEntered,
    instant_text,
    seal,
)
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, TournamentFounded
from judge.sides import sides_drawn
from judge.tournament.decisions import stage_closed, tie_decided
from judge.tournament.hall import HallState, Turn, fold_hall, next_rounds
from judge.tournament.state import NextRun, TournamentState, next_official

DEFINITIONS = {name: load(name) for name in ("line_following", "sumobot")}
TASKS = ("leave", "stop", "ball", "back", "home")
MORNING = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
Skill = Callable[[str], int]
"""How many points of line following a team makes; where robots meet, the higher one wins the match."""


class HallBook:
    """A tournament of one or more competitions, written by one station or several in turn."""

    def __init__(self, seed: int = 7, tables: int = 4, stations: Sequence[str] = ("desk",)) -> None:
        self.facts: list[Fact] = []
        self.stations, self.runs, self.now_ms = stations, 0, 0
        self.last: dict[str, Fact] = {}
        self.add(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", seed, tables, {}))

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Write the next fact, each station in turn."""
        station = self.stations[len(self.facts) % len(self.stations)]
        own = self.last.get(station)
        fact = seal(
            body, station=station, seq=own.seq + 1 if own is not None else 1, lamport=len(self.facts) + 1, at_ms=at_ms,
            wall=instant_text(MORNING + timedelta(milliseconds=self.now_ms)), by="referee", run=run,
            prev=own.hash if own is not None else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)
        self.last[station] = fact
        return fact

    def open(
        self, competition: str, stages: Iterable[Mapping[str, Any]], teams: int, *, challenge: str = "line_following",
        overlay: Mapping[str, Any] | None = None, seed: int = 7,
    ) -> list[str]:  # fmt: skip
        """Open a competition of ES, enter so many new teams, and return their ids."""
        definition = DEFINITIONS[challenge]
        self.add(
            CompetitionOpened(
                competition, challenge, definition.hash, overlay or {}, "ES", tuple(stages), seed  # type: ignore[arg-type]
            )
        )  # fmt: skip
        return [self.enter(competition, f"{competition}-{number}") for number in range(1, teams + 1)]

    def enter(self, competition: str, team: str) -> str:
        """A team comes and enters a competition."""
        self.add(TeamEntered(team, team.upper(), "ES", (), "ja"))
        self.add(CompetitionEntered(competition, team))
        return team

    def hall(self) -> HallState:
        """The tournament as it stands."""
        return fold_hall(self.facts, DEFINITIONS)

    def state(self, competition: str) -> TournamentState:
        """One competition as it stands."""
        return self.hall().competitions[competition]

    def run(self, wanted: NextRun | Turn, points: int, *, table: int = 1, is_signed: bool = True) -> str:
        """A whole run of line following that makes these points: 0 to 500."""
        return self._run(_turn(wanted), [Called("bonus_ball", {"n": points - 400})] if points > 400 else [], points,
                         table, is_signed)  # fmt: skip

    def match(self, turn: Turn, winner: str | None, *, table: int = 1) -> str:
        """A whole match of SumoBot; None: a draw."""
        sides = dict(zip(turn.teams, "ABC", strict=False))
        calls = [Called("bout", {"winner": sides[winner]})] * 2 if winner is not None else []
        return self._run(turn, calls, 0, table, True)

    def _run(self, turn: Turn, calls: Sequence[Called], points: int, table: int, is_signed: bool) -> str:
        self.runs += 1
        run = f"r{self.runs}"
        self.add(turn.opened(table), run)
        if len(turn.teams) > 1:
            self.add(sides_drawn(turn.teams), run)
        self.add(RunStarted("hand"), run, 0)
        for place, task in enumerate(_tasks(points) if len(turn.teams) == 1 else (), start=1):
            self.add(Called(task), run, 1000 * place)
        for place, call in enumerate(calls, start=1):
            self.add(call, run, 60_000 + 1000 * place)
        self.now_ms += 180_000
        self.add(RunEnded("time"), run, 180_000)
        if is_signed:
            self.add(RunSigned("referee", "p-aaaaaaaaaa"), run)
        return run

    def correct(self, fact: Fact, replacement: Body | None = None) -> Fact:
        """Withdraw a fact, or put another in its place."""
        action = "withdraw" if replacement is None else "replace"
        return self.add(Corrected(fact.station, fact.seq, action, replacement, "mistake"))  # type: ignore[arg-type]

    def step(self, competition: str, chance: random.Random, skill: Skill) -> bool:
        """Do the next thing that has to be done; ties go by lots. False: nothing is left."""
        state = self.state(competition)
        if state.decisions:
            one = state.decisions[0]
            self.add(tie_decided(one.where, state.lots(one), "lots", stage=one.stage, competition=one.competition))
            return True
        running = state.running
        if running is None:
            return False
        rounds = next_rounds(state, running.id)
        if rounds:
            for body in rounds:
                self.add(body)
            return True
        wanted = next_official(state)
        if not wanted:
            self.add(stage_closed(running.id, competition=competition))
            return True
        self._play(state, wanted, chance, skill)
        return True

    def play(self, competition: str, skill: Skill, *, seed: int = 1, steps: int = 10_000) -> TournamentState:
        """Play to the end."""
        chance = random.Random(seed)
        for _ in range(steps):
            if not self.step(competition, chance, skill):
                break
        return self.state(competition)

    def _play(self, state: TournamentState, wanted: Sequence[NextRun], chance: random.Random, skill: Skill) -> None:
        assert state.definition is not None
        if state.definition.match is None:
            one = chance.choice(wanted)
            self.run(one, skill(one.team))
            return
        first = wanted[0]
        teams = tuple(one.team for one in wanted if one.heat == first.heat)[: 2 if first.heat is None else 3]
        turn = Turn(state.competition, teams, first.number, first.stage, first.heat, "heat")
        best = max(teams, key=skill)
        self.match(turn, best)


def _turn(wanted: NextRun | Turn) -> Turn:
    if isinstance(wanted, Turn):
        return wanted
    return Turn(wanted.competition, (wanted.team,), wanted.number, wanted.stage, wanted.heat, "heat")


def _tasks(points: int) -> tuple[str, ...]:
    """The calls that make these points: 50, 150, 250, 300, 400 and whatever is between them is rounded down."""
    return TASKS[: sum(points >= least for least in (50, 150, 250, 300, 400))]
