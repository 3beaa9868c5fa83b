"""Whole tournaments by chance: any challenge, right and wrong calls, corrections, disputes, ties, half-done runs."""

import random
from collections.abc import Sequence

from judge.challenge import Definition
from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Corrected,
    DisputeDecided,
    Fact,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    TeamEntered,
    TournamentOpened,
    seal,
)
from judge.sides import sides_drawn
from judge.tournament.decisions import heat_kept, stage_closed, tie_decided
from judge.tournament.elimination import Heat
from judge.tournament.fold import TournamentState, fold, next_official

PERSONS = ("p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc")
WALL = "2026-01-01T10:00:00+09:00"


class RandomDay:
    """One tournament; equal seeds, equal facts."""

    def __init__(
        self,
        challenge: str,
        seed: int,
        teams: int = 5,
        stations: Sequence[str] = ("table-1", "table-2"),
        bracket_sizes: Sequence[int] = (0, 2, 4),
    ) -> None:
        self.chance = random.Random(f"{challenge}/{seed}")
        self.definition: Definition = load(challenge)
        self.facts: list[Fact] = []
        self.stations = stations
        self.runs = 0
        self.overlay: dict[str, int] = {"confirm": self.chance.randint(0, 1), "team_signs": self.chance.randint(0, 1)}
        self.division = self.chance.choice(tuple(self.definition.divisions))
        self.overlay |= self.values_of_the_day()
        size = self.chance.choice(bracket_sizes) if self.definition.elimination.size else 0
        self.official = self.chance.randint(1, 3)
        counted = self.chance.randint(1, self.official)
        self.sides = self.overlay.get(f"sides.{self.division}", self.overlay.get("sides", 2))
        self.add(
            TournamentOpened(
                "day", challenge, self.definition.hash, self.overlay, self.division, self.official, counted, size,
                self.chance.randint(0, 99), "Asia/Tokyo",
            )
        )  # fmt: skip
        for number in range(1, teams + 1):
            self.add(TeamEntered(f"t{number}", f"Team {number}", self.division, (), "ja"))

    def values_of_the_day(self) -> dict[str, int]:
        """Some of the definition's parameters, for all divisions or for the one that is played."""
        values: dict[str, int] = {}
        for name, param in self.definition.params.items():
            is_for_all = name == self.definition.limit_param or self.chance.random() < 0.5
            ranges = list(param.ranges.values()) if is_for_all else [param.ranges[self.division]]
            low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
            if self.chance.random() < 0.4 and low <= high:
                values[name if is_for_all else f"{name}.{self.division}"] = self.chance.randint(low, high)
        return values

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None, by: str = "referee") -> Fact:
        """Write the next fact, at one of its tables."""
        station = self.chance.choice(self.stations)
        own = [fact for fact in self.facts if fact.station == station]
        fact = seal(
            body, station=station, seq=len(own) + 1, lamport=len(self.facts) + 1, at_ms=at_ms, wall=WALL, by=by,
            run=run, prev=own[-1].hash if own else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)
        return fact

    def state(self) -> TournamentState:
        """The tournament as it stands."""
        return fold(self.facts, {self.definition.id: self.definition})

    def play(self, runs: int = 40) -> list[Fact]:
        """Hold runs until nothing is left to do, or so many were held; return all facts."""
        is_closed = False
        for _ in range(runs):
            state = self.state()
            for decision in state.decisions:
                self.add(tie_decided(decision.where, state.lots(decision), "lots"))
            wanted = next_official(self.state())
            if wanted:
                self.run(wanted[0].team, wanted[0].number, wanted[0].stage, wanted[0].heat)
            elif is_closed or state.stage == "done":
                break
            else:
                self.add(stage_closed("open_runs"))
                is_closed = True
            if self.chance.random() < 0.25:
                self.correct()
            if state.bracket is not None and self.chance.random() < 0.1:
                self.keep_round(self.chance.choice(state.bracket.rounds))
        return self.facts

    def run(self, team: str, number: int, stage: str, heat: str | None) -> None:
        """One run with whatever comes to mind, signed as it should be or not quite."""
        self.runs += 1
        run, chance = f"r{self.runs}", self.chance
        self.add(RunOpened(team, number, chance.random() < 0.95, stage, heat, 1), run)
        others = [entered.id for entered in self.state().teams if entered.id != team]
        if heat is not None and (drawn := self.state().bracket) is not None:
            sides = next(one.sides for one in drawn.heats if one.id == heat)
            others = [side.team for side in sides if side.team not in (None, team)]
        if self.definition.match is not None:
            self.add(sides_drawn((team, *others)[: self.sides]), run)
        self.add(RunStarted("hand"), run, 0)
        limit_ms = self.overlay.get(self.definition.limit_param or "", self.definition.limit_ms)
        ended_ms = chance.choice((limit_ms, chance.randint(1, limit_ms)))
        edges = (0, ended_ms, ended_ms + 1)  # what counts at the very start and end is easily got wrong
        times = [
            chance.choice((*edges, *[chance.randint(-1, ended_ms + 50)] * 6)) for _ in range(chance.randint(0, 14))
        ]
        for at_ms in sorted(times):
            self.add(self.call(), run, at_ms, chance.choice(("referee", PERSONS[0])))
        if chance.random() < 0.03:
            self.add(RunVoided("lamp_failed"), run)
            return
        self.add(RunEnded(chance.choice(("time", "declared"))), run, ended_ms)
        if chance.random() < 0.2:
            self.correct()
        for role, person in zip(("referee", "team", "confirmer"), PERSONS, strict=True):
            if role == "confirmer" and chance.random() < 0.1:
                self.add(RunReturned(PERSONS[2], "look_again"), run, by=PERSONS[2])
                self.add(RunSigned("referee", PERSONS[0]), run)
                self.add(RunSigned("team", PERSONS[1]), run)
            signs = chance.choice((person, person, person, PERSONS[0]))
            self.add(RunSigned(role, signs), run, by=chance.choice((signs, "referee")))
        while chance.random() < 0.2:
            self.add(RunDisputed(team, None, "not_so", 15), run)
            level, decision = chance.choice(("head_referee", "chief")), chance.choice(("stands", "amended", "void"))
            self.add(DisputeDecided(level, decision, "looked"), run)  # type: ignore[arg-type]

    def call(self) -> Called | Signalled:
        """Any call of the definition, told what it may be told, or a gate."""
        chance = self.chance
        if self.definition.gates and chance.random() < 0.3:
            return Signalled(chance.choice(tuple(self.definition.gates)), {}, 1)
        rule = self.definition.calls[chance.choice(tuple(self.definition.calls))]
        args: dict[str, int | str] = {}
        for name, arg in rule.args.items():
            if chance.random() < 0.95:
                args[name] = chance.choice(arg.choices) if arg.choices else chance.choice(("e1", "e2"))
        if rule.kind in ("counter", "ordered") and chance.random() < 0.5:
            args["n"] = chance.choice((-1, 0, 1, 2, 3, 7, 60))
        return Called(rule.name, args)

    def keep_round(self, heats: Sequence[Heat]) -> None:
        """Let a whole round stand, maybe with other pairs: no team comes to stand in two of its heats."""
        full = [heat for heat in heats if all(side.team for side in heat.sides)]
        teams = [side.team or "" for heat in full for side in heat.sides]
        self.chance.shuffle(teams)
        for place, heat in enumerate(full):
            self.add(heat_kept(heat.id, teams[2 * place : 2 * place + 2], "stands"))

    def correct(self) -> None:
        """Withdraw or replace something that was said, or undo a correction; anyone may, a second person too."""
        by = self.chance.choice(("head_referee", *PERSONS))
        said = [fact for fact in self.facts if isinstance(fact.body, Called | Signalled | Corrected | RunSigned)]
        if said:
            fact = self.chance.choice(said)
            if isinstance(fact.body, Called) and self.chance.random() < 0.5:
                self.add(Corrected(fact.station, fact.seq, "replace", self.call_of_kind(), "mistake"), by=by)
            else:
                self.add(Corrected(fact.station, fact.seq, "withdraw", None, "mistake"), by=by)

    def call_of_kind(self) -> Called:
        """A call, no signal."""
        body = self.call()
        return body if isinstance(body, Called) else self.call_of_kind()
