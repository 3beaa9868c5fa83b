"""The books of a campaign: a run as it was judged against the run as it was.

Used by `tests.judge.link_torture`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from judge.challenges import load
from judge.facts import Body, Called, Corrected, Fact, Noted, RunEnded, RunStarted, Signalled
from judge.table import RunState, fold_run
from tests.judge.bad_cable import Disk, Tally

GATES = ("home_out", "tower_in", "tower_out", "home_in", "ball")
MISSION = (0, 1, 4, 2, 3)
MISSION_POINTS = 400
RULES, DIVISION = load("line_following"), "ES"
FOLD_EVERY = 50  # a run whose signals are those of the fault-free one is folded this often; any other always


@dataclass(slots=True)
class Edge:
    """A gate was really crossed: the truth."""

    number: int
    at_us: int = 0
    boot: int = 0
    device_us: int = 0


@dataclass(slots=True)
class Truth:
    """What really happened in a run beside its edges; microseconds of the hall."""

    is_box_dead: bool = False
    """The box lost its power between the start and the end."""
    is_clock_jumped: bool = False
    """The host's clock jumped in it, or before it and the judge had not found out."""
    is_jump_noticed: bool = False
    ended_us: int = 0
    births: dict[int, tuple[int, int]] = field(default_factory=dict)
    """boot -> when it began, and how fast its crystal is, in millionths."""

    def codes(self) -> set[str]:
        """The questions of which the run must carry one where its score may be another."""
        if not self.is_clock_jumped:
            return set()
        return {"clock-jumped", "box-restarted"} if self.is_box_dead else {"clock-jumped"}


@dataclass(slots=True)
class _Start:
    """The start by the clock of the boot that lit the lamp."""

    boot: int
    device_us: int
    born_us: int
    ppm: int

    def true_ms(self, at_us: int) -> int:
        """Milliseconds from the start of a moment of the hall."""
        return (at_us - self.born_us - self.device_us * 1_000_000 // (1_000_000 + self.ppm)) // 1000


def compare(name: str, truth: Truth, found: Sequence[tuple[Edge, Fact]], disk: Disk, tally: Tally) -> None:
    """Count what is not as it was. `found`: each edge with the fact that was made of it."""
    facts = [fact for fact in disk.facts if fact.run == name]
    truth.is_jump_noticed = any(isinstance(fact.body, Noted) and fact.body.topic == "clock_jumped" for fact in facts)
    start = _start(facts, truth)
    is_moved = any(edge.boot != start.boot for edge, _ in found)
    if not (is_moved or truth.is_box_dead or truth.is_clock_jumped or tally.runs % FOLD_EVERY == 0):
        tally.out_of_place += sum(not _is_right(start, edge, fact, name) for edge, fact in found)
        return
    tally.misordered += _misordered(found)
    state = _fold(facts, tally)
    codes = {question.code for question in state.questions}
    tally.not_asked += truth.is_box_dead and "box-restarted" not in codes
    is_asked = bool(codes & truth.codes())
    misplaced = sum(not _is_right(start, edge, fact, name) for edge, fact in found)
    expected = MISSION_POINTS + max(0, len(found) - len(MISSION))
    tally.asked_moments += misplaced if is_asked else 0
    tally.out_of_place += 0 if is_asked else misplaced
    if state.score.points == expected:
        return
    if is_asked:
        tally.asked_scores += 1
        _answer(name, start, truth, found, disk)
        state = _fold([fact for fact in disk.facts if fact.run == name], tally)
    tally.other_scores += state.score.points != expected


def _start(facts: Sequence[Fact], truth: Truth) -> _Start:
    """The lamp that started the run: the last one told before the start; the run before may have told its own late."""
    lamps = []
    for fact in facts:
        if isinstance(fact.body, RunStarted):
            break
        if isinstance(fact.body, Noted) and fact.body.topic == "lamp" and fact.body.args["on"]:
            lamps.append(fact.body.args)
    boot, device_us = int(lamps[-1]["boot"]), int(lamps[-1]["device_us"])
    return _Start(boot, device_us, *truth.births[boot])


def _is_right(start: _Start, edge: Edge, fact: Fact, name: str) -> bool:
    """The moment is right: to the millisecond in the starting boot, to what it says of itself in another."""
    assert isinstance(fact.body, Signalled)
    if fact.run != name or fact.at_ms is None:
        return False
    if edge.boot == start.boot:
        return fact.at_ms == (edge.device_us - start.device_us) // 1000
    return abs(fact.at_ms - start.true_ms(edge.at_us)) <= int(fact.body.args.get("unsure_ms", 0)) + 2


def _misordered(found: Sequence[tuple[Edge, Fact]]) -> int:
    """How many signals were put before one that came before them: one box is never unsure of that."""
    moments = [fact.at_ms for _, fact in sorted(found, key=lambda pair: pair[0].at_us) if fact.at_ms is not None]
    return sum(later < earlier for earlier, later in pairwise(moments))


def _answer(name: str, start: _Start, truth: Truth, found: Sequence[tuple[Edge, Fact]], disk: Disk) -> None:
    """The referee says what was seen: each gate as a call at its time, and when the run was over."""

    def say(body: Body, at_us: int | None = None) -> None:
        disk.append(body, by="referee", run=name, at_ms=None if at_us is None else start.true_ms(at_us))

    for fact in [fact for fact in disk.facts if fact.run == name and isinstance(fact.body, Signalled | RunEnded)]:
        say(Corrected(fact.station, fact.seq, "withdraw", None, "seen_otherwise"))
    phase = "mission"
    for edge, _ in sorted(found, key=lambda pair: pair[0].at_us):
        call = RULES.gate_call(GATES[edge.number], phase, DIVISION)
        assert call is not None
        say(Called(call.call, {}), edge.at_us)
        phase = "bonus" if GATES[edge.number] == "home_in" else phase
    say(RunEnded("declared"), truth.ended_us)


def _fold(facts: Sequence[Fact], tally: Tally) -> RunState:
    tally.folds += 1
    return fold_run(RULES, DIVISION, facts)
