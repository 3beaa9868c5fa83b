"""Double elimination for any number of teams: who has lost twice is out; who wins the grand final unbeaten ends it.

Rules: a heat is decided by the runs of both, as in the single elimination (`elimination`); a tie that the keys do not
settle stops there and asks; a team that withdrew loses every heat it has not run (a walkover), and where both withdrew
the better seed is passed on, so that every team but the champion has exactly two losses. The second grand final exists
only when the first was won by the one who had lost before. Teams are placed by how far they came in the losers' rounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from judge.challenge import Ranking
from judge.tournament.double_plan import FINAL, SECOND_FINAL, DoublePlan, PlannedHeat, Source, double_plan
from judge.tournament.elimination import (
    CONTESTED,
    NO_RUN_OFF,
    NOBODY_ABSENT,
    NOBODY_PLAYED,
    NOTHING_KEPT,
    Absences,
    Heat,
    HeatState,
    Placing,
    Results,
    Side,
)
from judge.tournament.ranking import HEAD_TO_HEAD, Entry, Order, Why, rank

__all__ = ["DoubleElimination", "double_elimination"]

_Outcome = tuple[str, str] | HeatState
"""Winner and loser; or how far the heat is."""


def double_elimination(
    seeds: Sequence[Entry],
    results: Results,
    ranking: Ranking,
    *,
    decided: Mapping[str, Sequence[Order]],
    draw_seed: int,
    absent: Absences = NOBODY_ABSENT,
    kept: Mapping[str, tuple[Entry, Entry]] = NOTHING_KEPT,
    run_off: Mapping[str, Sequence[Sequence[str]]] = NO_RUN_OFF,
    played: Mapping[str, Sequence[str]] = NOBODY_PLAYED,
) -> "DoubleElimination":
    """Play the double elimination as far as the results go.

    Args: seeds: best first, any number. decided: the director's orders of teams, by heat id. absent: who runs no more,
    or not in one heat; the heats they ran stand. kept: heats whose two teams stand, whoever would have come there
    (`decisions.heat_kept`); a team may then have lost more or less often than twice. run_off: what came of run-offs, by
    heat id. played: who has run, by heat id; where they are not those who stand in the heat now, it stops and waits.
    """
    ids = [entry.id for entry in seeds]
    if len(seeds) < 2:
        return DoubleElimination(None, tuple(ids), {}, _NOBODY_MEETS, ids[0] if ids else None)
    plan = double_plan(len(seeds))
    referee = _Referee(seeds, results, ranking, decided, draw_seed, absent, kept, run_off, played)
    row, outcomes = _play(plan, ids, referee)
    return DoubleElimination(plan, tuple(row), outcomes, referee, _champion(outcomes))


def _play(plan: DoublePlan, ids: Sequence[str], referee: "_Referee") -> tuple[list[str | None], dict[str, _Outcome]]:
    """Fill the row of slots from the first heat to the last; a heat whose sides are not both known is left out.

    Here, where all the time goes, two different numbers in the first key settle a heat, just as `rank` would.
    """
    row: list[str | None] = [*ids, *[None] * (2 * len(plan.heats))]
    outcomes: dict[str, _Outcome] = {}
    results, absent, first_key, is_high = referee.results, referee.absent, referee.first_key, referee.is_high
    kept, played, place = referee.kept, referee.played, plan.entrants - 2
    for heat_id, one, other in plan.slots:
        place += 2
        first, second = row[one], row[other]
        if kept and (stand := kept.get(_of_finalists(heat_id))):
            first, second = stand[0].id, stand[1].id
        if (
            first is None
            or second is None
            or first == second
            or (heat_id == SECOND_FINAL and not _is_level(outcomes, second))
        ):
            continue
        if played and referee.is_contested(heat_id, first, second):
            outcomes[heat_id] = HeatState.UNDECIDED
            continue
        mine, theirs = results(heat_id, first), results(heat_id, second)
        outcome: _Outcome | None = None
        if mine is not None and theirs is not None:
            high, low = mine.figures.get(first_key), theirs.figures.get(first_key)
            if type(high) is int and type(low) is int and high != low:
                outcome = (first, second) if (high > low) is is_high else (second, first)
        if outcome is None and (mine is None or theirs is None) and not absent:
            outcome = HeatState.READY
        if outcome is None:
            outcome = referee.decide(heat_id, first, second)[0]
        outcomes[heat_id] = outcome
        if type(outcome) is tuple:
            row[place], row[place + 1] = outcome
    return row, outcomes


def _of_finalists(heat_id: str) -> str:
    """The heat that says who meets here: those of the second grand final are those of the first."""
    return FINAL if heat_id == SECOND_FINAL else heat_id


def _is_level(outcomes: Mapping[str, _Outcome], beaten_before: str) -> bool:
    """Whether both finalists have lost once after the first grand final."""
    final = outcomes.get(FINAL)
    return isinstance(final, tuple) and final[0] == beaten_before


def _champion(outcomes: Mapping[str, _Outcome]) -> str | None:
    # The second grand final is among the outcomes as soon as it has to be played.
    last = outcomes.get(SECOND_FINAL, outcomes.get(FINAL))
    return last[0] if isinstance(last, tuple) else None


@dataclass(frozen=True)
class _Referee:
    """Decides single heats; what it needs is the same for all of them."""

    entries: Sequence[Entry]
    results: Results
    ranking: Ranking
    decided: Mapping[str, Sequence[Order]]
    draw_seed: int
    absent: Absences
    kept: Mapping[str, tuple[Entry, Entry]]
    run_off: Mapping[str, Sequence[Sequence[str]]]
    played: Mapping[str, Sequence[str]]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of entry of each team."""
        return {entry.id: entry.number for pair in (self.entries, *self.kept.values()) for entry in pair}

    @cached_property
    def seeds(self) -> Mapping[str, int]:
        """The seed of each team, from 1."""
        return {entry.id: seed for seed, entry in enumerate(self.entries, start=1)}

    @property
    def first_key(self) -> str:
        """The key that settles most heats; no figure is named "" where there is none of that kind."""
        keys = self.ranking.keys
        return keys[0].name if keys and keys[0].name != HEAD_TO_HEAD else ""

    @property
    def is_high(self) -> bool:
        """Whether more is better in the first key."""
        return bool(self.ranking.keys) and self.ranking.keys[0].better == "high"

    def is_contested(self, heat_id: str, first: str, second: str) -> bool:
        """Whether others have run in it."""
        return not set(self.played.get(heat_id, ())) <= {first, second}

    def decide(self, heat_id: str, first: str, second: str) -> tuple[_Outcome, Why | None]:
        """The outcome, and what decided."""
        if self.is_contested(heat_id, first, second):
            return HeatState.UNDECIDED, CONTESTED
        runs = {team: self.results(heat_id, team) for team in (first, second)}
        why = None
        if None not in runs.values():
            lines = rank(
                [Entry(team, self.numbers[team], run.figures) for team, run in runs.items() if run is not None],
                self.ranking.keys,
                decided=self.decided.get(heat_id, ()),
                run_off=self.run_off.get(heat_id, ()),
                draw_seed=self.draw_seed if self.ranking.then == "draw" else None,
                place=heat_id,
            )
            why = lines[0].why
            if not lines[0].is_joint:
                return (lines[0].entry.id, lines[1].entry.id), why
        if self.absent.holds(heat_id, first) or self.absent.holds(heat_id, second):
            return self._walkover(heat_id, first, second), Why("walkover", {})
        return (HeatState.READY if None in runs.values() else HeatState.UNDECIDED), why

    def _walkover(self, heat_id: str, first: str, second: str) -> tuple[str, str]:
        """Whoever came has won; where neither did, the better seed."""

        def key(team: str) -> tuple[bool, int]:
            return self.absent.holds(heat_id, team), self.seeds.get(team, self.numbers[team])

        better, worse = sorted((first, second), key=key)
        return better, worse


_NOBODY_MEETS = _Referee(
    (), lambda _heat, _team: None, Ranking((), "joint"), {}, 0, NOBODY_ABSENT, NOTHING_KEPT, NO_RUN_OFF, NOBODY_PLAYED
)


@dataclass(frozen=True, slots=True)
class DoubleElimination:
    """How far it is. `plan` is None for fewer than two teams. `outcomes`: the heats whose two sides are known.

    `row`: the teams in the plan's slots. Heats with all that a screen shows are made when they are asked for.
    """

    plan: DoublePlan | None
    row: tuple[str | None, ...]
    outcomes: Mapping[str, _Outcome]
    _referee: _Referee
    champion: str | None

    @property
    def ready(self) -> tuple[str, ...]:
        """The ids of the heats that can be run now."""
        return tuple(heat for heat, outcome in self.outcomes.items() if outcome is HeatState.READY)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The ids of the heats in which both ran and are equal: someone has to decide."""
        return tuple(heat for heat, outcome in self.outcomes.items() if outcome is HeatState.UNDECIDED)

    @property
    def heats(self) -> tuple[Heat, ...]:
        """All heats in an order they can be run; the second grand final only when it has to be played."""
        planned = self.plan.heats if self.plan is not None else ()
        return tuple(self.heat(heat.id) for heat in planned if heat.id != SECOND_FINAL or heat.id in self.outcomes)

    def sides_of(self, heat_id: str) -> tuple[str | None, str | None]:
        """The teams of a heat as far as they are known. Raises: KeyError: there is no such heat."""
        number = self._number(heat_id)
        assert self.plan is not None
        stand = self._referee.kept.get(_of_finalists(heat_id))
        if stand is not None:
            return stand[0].id, stand[1].id
        _, first, second = self.plan.slots[number]
        return self.row[first], self.row[second]

    def heat(self, heat_id: str) -> Heat:
        """One heat by its id. Raises: KeyError: there is no such heat."""
        number = self._number(heat_id)
        assert self.plan is not None
        planned = self.plan.heats[number]
        first, second = self.sides_of(heat_id)
        sides = self._side(planned, 0, first), self._side(planned, 1, second)
        if first is None or second is None or heat_id not in self.outcomes:
            return Heat(heat_id, sides, HeatState.WAITING, None, None, None)
        outcome, why = self._referee.decide(heat_id, first, second)
        if isinstance(outcome, tuple):
            return Heat(heat_id, sides, HeatState.DECIDED, outcome[0], outcome[1], why)
        return Heat(heat_id, sides, outcome, None, None, why)

    @property
    def placings(self) -> tuple[Placing, ...]:
        """The places once there is a champion; who left in the same losers' round is placed jointly."""
        if self.champion is None:
            return ()
        if self.plan is None:
            return (Placing(1, self.champion),)
        finalists = self.sides_of(FINAL)
        placings = [Placing(1, self.champion), *(Placing(2, t) for t in finalists if t and t != self.champion)]
        losers = [heat for heat in self.plan.heats if heat.part == "losers"]
        if not all(isinstance(self.outcomes.get(heat.id), tuple) for heat in losers):
            return ()  # the grand final was kept, and something before it is asked about
        left = [(heat.round, self.outcomes[heat.id]) for heat in losers]
        left.sort(key=lambda line: -line[0])
        for _, group in groupby(left, key=lambda line: line[0]):
            place = len(placings) + 1
            placings += [Placing(place, outcome[1]) for _, outcome in group if isinstance(outcome, tuple)]
        return self._once_each(placings) if self._referee.kept else tuple(placings)

    def _once_each(self, placings: Sequence[Placing]) -> tuple[Placing, ...]:
        """Where heats were kept a team may have lost more or less often than twice: its best place, or the last."""
        places: dict[str, int] = {}
        for placing in placings:
            places.setdefault(placing.team, placing.place)
        ordered = [*places, *(entry.id for entry in self._referee.entries if entry.id not in places)]
        last = 1 + len(placings)  # behind them all: a team that is in it twice counts there twice
        first: dict[int, int] = {}
        for number, team in enumerate(ordered, start=1):
            first.setdefault(places.get(team, last), number)
        return tuple(Placing(first[places.get(team, last)], team) for team in ordered)

    def _number(self, heat_id: str) -> int:
        if self.plan is None:
            raise KeyError(heat_id)
        return self.plan.numbers[heat_id]

    def _side(self, planned: PlannedHeat, which: int, team: str | None) -> Side:
        source: Source = planned.sources[which]
        run = None if team is None else self._referee.results(planned.id, team)
        seed = source.seed if team is None else self._referee.seeds.get(team)
        return Side(team, seed, source.heat, False, run.points if run else None, run.run if run else None)
