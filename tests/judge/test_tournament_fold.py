"""A whole tournament from its facts: open runs, seeding, heats, champion, corrections, any order, any names."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Corrected,
    Fact,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    RunVoided,
    TeamEntered,
    TournamentOpened,
    seal,
)
from judge.tournament.decisions import stage_closed, tie_decided
from judge.tournament.elimination import HeatState
from judge.tournament.fold import Decision, NextRun, TournamentState, fold, next_official
from judge.tournament.state import Answer

LINE_FOLLOWING = load("line_following")
DEFINITIONS = {"line_following": LINE_FOLLOWING}
OPENED = TournamentOpened(
    "demo", "line_following", LINE_FOLLOWING.hash, {"T": 100}, "ES", 2, 1, 4, 7, "Asia/Tokyo"
)  # fmt: skip
TIE_ANSWERS: tuple[Answer, ...] = ("order", "lots", "run_off", "joint")
TASKS = ("leave", "stop", "ball", "back", "home")
Skill = Callable[[str, int], int]
"""(team, how many runs it has had) -> how many tasks it does, 0 to 5, more: bonus balls."""


class TournamentBook:
    """Writes the facts of a tournament as one station would."""

    def __init__(self, opened: TournamentOpened = OPENED) -> None:
        self.facts: list[Fact] = []
        self.runs = 0
        self.add(opened)

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Write the next fact."""
        seq = len(self.facts) + 1
        fact = seal(
            body, station="t1", seq=seq, lamport=seq, at_ms=at_ms, wall="2026-01-01T10:00:00+09:00", by="referee",
            run=run, prev=self.facts[-1].hash if self.facts else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)
        return fact

    def enter(self, *teams: str) -> None:
        """Teams come in this order."""
        for team in teams:
            self.add(TeamEntered(team, team.upper(), "ES", (), "ja"))

    def run(self, wanted: NextRun, tasks: int, *, at_ms: int = 1000, is_signed: bool = True) -> str:
        """A whole official run that does so many tasks, a second each from `at_ms`."""
        self.runs += 1
        run = f"r{self.runs}"
        self.add(RunOpened(wanted.team, wanted.number, True, wanted.stage, wanted.heat, 1), run)
        self.add(RunStarted("hand"), run, 0)
        for place, call in enumerate(TASKS[:tasks]):
            self.add(Called(call), run, at_ms + 1000 * place)
        if tasks > len(TASKS):
            self.add(Called("bonus_ball", {"n": tasks - len(TASKS)}), run, at_ms + 60_000)
        self.add(RunEnded("time"), run, 180_000)
        if is_signed:
            self.add(RunSigned("referee", "p-aaaaaaaaaa"), run)
        return run

    def correct(self, fact: Fact, replacement: Body | None = None) -> Fact:
        """Withdraw a fact, or put another in its place."""
        if replacement is None:
            return self.add(Corrected(fact.station, fact.seq, "withdraw", None, "mistake"))
        return self.add(Corrected(fact.station, fact.seq, "replace", replacement, "mistake"))

    def state(self) -> TournamentState:
        """The tournament as it stands."""
        return fold(self.facts, DEFINITIONS)

    def play(self, skill: Skill, until: Callable[[TournamentState], bool] = lambda _: False) -> TournamentState:
        """Run what has to be run; ties go to the team named first."""
        had: dict[str, int] = {}
        while not until(state := self.state()):
            for decision in state.decisions:
                self.add(tie_decided(decision.where, decision.teams, "run_off"))
            if not state.decisions:
                if not next_official(state):
                    break
                wanted = next_official(state)[0]
                self.run(wanted, skill(wanted.team, had.get(wanted.team, 0)))
                had[wanted.team] = had.get(wanted.team, 0) + 1
        return state


def by_name(team: str, _: int) -> int:
    """The first team does all and most balls, the next a little less."""
    return 12 - int(team[1:])


@pytest.fixture(name="book")
def _book() -> TournamentBook:
    book = TournamentBook()
    book.enter("t1", "t2", "t3", "t4")
    return book


def test_nothing_folds_to_nothing() -> None:
    """Before a tournament is opened there is no state to show, and no error."""
    state = fold([], DEFINITIONS)

    assert ("none", None, ()) == (state.stage, state.champion, next_official(state))


def test_four_teams_run_to_a_champion(book: TournamentBook) -> None:
    """Two official runs each, best one counts; 1v4, 2v3; the final; third place by the semi-finals."""
    state = book.play(by_name)

    assert ("done", "t1") == (state.stage, state.champion)
    assert ["t1", "t2", "t3", "t4"] == [line.team for line in state.standings]
    assert [(1, 406), (2, 405), (3, 404), (4, 403)] == [(line.rank, line.result.total) for line in state.standings]
    assert state.bracket is not None
    assert [("S1", "t1", "t4"), ("S2", "t2", "t3"), ("F1", "t1", "t2")] == [
        (heat.id, *(side.team for side in heat.sides)) for heat in state.bracket.heats
    ]
    assert [(1, "t1"), (2, "t2"), (3, "t3"), (4, "t4")] == [(p.place, p.team) for p in state.bracket.placings]
    assert (14, ()) == (len(state.runs), state.findings)


def test_what_has_to_be_run_next_is_said(book: TournamentBook) -> None:
    """Open runs go round in the order of entry; the heats follow, better seed first."""
    first = [next_official(book.state())[0]]
    for _ in range(8):
        wanted = next_official(book.state())[0]
        book.run(wanted, by_name(wanted.team, 0))
        first.append(next_official(book.state())[0])

    assert [
        *(NextRun(f"t{number}", 1, "open_runs", None) for number in range(1, 5)),
        *(NextRun(f"t{number}", 2, "open_runs", None) for number in range(1, 5)),
        NextRun("t1", 1, "elimination", "S1"),
    ] == first
    assert [("t1", "S1"), ("t4", "S1"), ("t2", "S2"), ("t3", "S2")] == [
        (wanted.team, wanted.heat) for wanted in next_official(book.state())
    ]


def test_a_run_at_a_table_is_not_asked_for_again(book: TournamentBook) -> None:
    """While a team runs, the others are next."""
    book.add(RunOpened("t1", 1, True, "open_runs", None, 1), "r1")

    assert ["t2", "t3", "t4"] == [wanted.team for wanted in next_official(book.state())]


def test_a_void_run_is_run_again(book: TournamentBook) -> None:
    """After a fault of the hall the team has the same number of runs left."""
    run = book.run(next_official(book.state())[0], 5)
    book.add(RunVoided("lamp_failed"), run)

    assert NextRun("t1", 1, "open_runs", None) == next_official(book.state())[0]


def test_the_elimination_waits_for_the_last_signature(book: TournamentBook) -> None:
    """A run that is not signed counts nowhere, and nothing is drawn from it."""
    book.play(by_name, until=lambda state: len(state.runs) == 7)
    run = book.run(next_official(book.state())[0], 5, is_signed=False)
    assert (None, ()) == (book.state().bracket, next_official(book.state()))

    book.add(RunSigned("referee", "p-aaaaaaaaaa"), run)

    assert book.state().bracket is not None


def test_a_closed_stage_begins_the_elimination_with_those_who_ran(book: TournamentBook) -> None:
    """The director closes the open runs; a team without a run is not in, and the best seed has a bye."""
    for team, tasks in (("t2", 5), ("t3", 4), ("t4", 3)):
        book.run(NextRun(team, 1, "open_runs", None), tasks)
    book.add(stage_closed("open_runs"))

    state = book.state()

    assert state.bracket is not None
    assert [("S1", HeatState.BYE, "t2"), ("S2", HeatState.READY, None)] == [
        (heat.id, heat.state, heat.winner) for heat in state.bracket.rounds[0]
    ]
    assert (4, "t1", None) == (state.standings[-1].rank, state.standings[-1].team, state.standings[-1].result.total)


def test_a_tie_that_decides_who_is_in_stops_and_asks() -> None:
    """Five teams, four places, two equal at the cut: nothing is drawn until the director has decided."""
    book = TournamentBook()
    book.enter("t1", "t2", "t3", "t4", "t5")
    for team in ("t1", "t2", "t3", "t4", "t5") * 2:
        book.run(NextRun(team, 1, "open_runs", None), {"t1": 9, "t2": 8, "t3": 7}.get(team, 3))
    state = book.state()
    assert (None, (Decision("open_runs", ("t4", "t5"), answers=TIE_ANSWERS),), ()) == (
        state.bracket, state.decisions, next_official(state),
    )  # fmt: skip

    decided = book.add(tie_decided("open_runs", ["t5", "t4"], "run_off"))
    state = book.state()
    assert state.bracket is not None
    assert "t5" == state.bracket.heats[0].sides[1].team
    assert "director" == state.standings[3].why.code  # type: ignore[union-attr]

    book.correct(decided)
    assert book.state().bracket is None


def test_equals_inside_the_bracket_are_seeded_by_lot(book: TournamentBook) -> None:
    """Who is in anyway and equal is seeded by the published seed; the standings still say joint."""
    state = book.play(lambda _team, _had: 3, until=lambda state: state.bracket is not None)

    assert [1, 1, 1, 1] == [line.rank for line in state.standings]
    assert {"t1", "t2", "t3", "t4"} == {side.team for heat in state.bracket.rounds[0] for side in heat.sides}  # type: ignore[union-attr]


def test_a_tied_heat_stops_until_it_is_decided(book: TournamentBook) -> None:
    """Equal points at equal times: undecided, and the director's word moves it on."""
    state = book.play(by_name, until=lambda state: state.bracket is not None)
    for wanted in next_official(state)[:2]:
        book.run(wanted, 5)

    state = book.state()
    assert (Decision("S1", ("t1", "t4"), answers=TIE_ANSWERS[:3]),) == state.decisions
    assert {"t1", "t4"} == set(state.lots(state.decisions[0]))

    book.add(tie_decided("S1", ["t4", "t1"], "run_off"))

    assert "t4" == book.state().bracket.heats[0].winner  # type: ignore[union-attr]


def test_a_heat_of_equal_points_goes_to_the_sooner(book: TournamentBook) -> None:
    """Both did everything; who scored last earlier advances."""
    state = book.play(by_name, until=lambda state: state.bracket is not None)
    for wanted, at_ms in zip(next_official(state)[:2], (9000, 5000), strict=True):
        book.run(wanted, 5, at_ms=at_ms)

    assert "t4" == book.state().bracket.heats[0].winner  # type: ignore[union-attr]


def test_a_correction_after_a_played_heat_is_never_silent(book: TournamentBook) -> None:
    """When an open run is corrected and another team belongs in a heat, the run played there is named."""
    state = book.play(by_name, until=lambda state: state.bracket is not None)
    for wanted in next_official(state):
        book.run(wanted, by_name(wanted.team, 0))
    assert () == book.state().findings
    done = [fact for fact in book.facts if isinstance(fact.body, Called) and fact.run in ("r1", "r5")]

    corrections = [book.correct(fact) for fact in done]
    changed = book.state()
    assert ["t2", "t3", "t4", "t1"] == [line.team for line in changed.standings]
    assert {"run-outside-its-heat"} == {finding.code for finding in changed.findings}

    for correction in corrections:
        book.correct(correction)
    assert () == book.state().findings


@pytest.mark.parametrize(
    ("opened", "code"),
    [
        (replace(OPENED, definition="tiddlywinks"), "unknown-definition"),
        (replace(OPENED, overlay={"T": 900}), "overlay-refused"),
        (replace(OPENED, definition_hash="0" * 64), "definition-changed"),
    ],
)
def test_an_opening_that_cannot_hold_is_a_finding(opened: TournamentOpened, code: str) -> None:
    """Nothing is guessed when the definition is not there, not the same, or the overlay not offered."""
    state = TournamentBook(opened).state()

    assert [code] == [finding.code for finding in state.findings]


def test_teams_that_cannot_be_ranked_are_findings(book: TournamentBook) -> None:
    """A team twice, a team of another division, a run of nobody: named, counted nowhere."""
    book.enter("t1")
    book.add(TeamEntered("t9", "T9", "MS", (), "ja"))
    book.run(NextRun("t7", 1, "open_runs", None), 5)

    codes = [finding.code for finding in book.state().findings]

    assert ["team-entered-twice", "team-of-another-division", "run-of-unknown-team"] == codes
    assert 4 == len(book.state().standings)


def test_without_an_elimination_the_best_of_the_open_runs_has_won() -> None:
    """A bracket of 0: the tournament is done when the open runs are."""
    book = TournamentBook(replace(OPENED, bracket_size=0))
    book.enter("t1", "t2")
    state = book.play(by_name)

    assert ("done", "t1", None) == (state.stage, state.champion, state.bracket)


SKILLS = st.lists(st.integers(0, 9), min_size=12, max_size=12)


def played(count: int, skills: list[int], label: Callable[[int], str]) -> TournamentBook:
    """A tournament of `count` teams to its end; skill depends on the number of entry only."""
    book = TournamentBook()
    teams = [label(number) for number in range(1, count + 1)]
    book.enter(*teams)
    book.play(lambda team, had: skills[(3 * teams.index(team) + had) % len(skills)])
    return book


@settings(deadline=None, max_examples=15)
@given(count=st.integers(1, 6), skills=SKILLS)
def test_relabelling_teams_only_relabels(count: int, skills: list[int]) -> None:
    """Other names: the same tournament under the other names, lots and all."""
    mine = played(count, skills, lambda number: f"t{number}").state()
    theirs = played(count, skills, lambda number: f"z{9 - number}").state()
    name = {f"t{number}": f"z{9 - number}" for number in range(1, 7)}

    assert mine.champion is not None
    assert name[mine.champion] == theirs.champion
    assert [(line.rank, name[line.team], line.result, line.why) for line in mine.standings] == [
        (line.rank, line.team, line.result, line.why) for line in theirs.standings
    ]


@settings(deadline=None, max_examples=15)
@given(count=st.integers(1, 5), skills=SKILLS, gone=st.integers(1, 10_000), shuffle=st.randoms(use_true_random=False))
def test_correct_then_undo_is_the_identity_in_any_order(count, skills, gone, shuffle) -> None:  # type: ignore[no-untyped-def]
    """A correction and its undo leave no trace in the state, and the list's order is nothing."""
    book = played(count, skills, lambda number: f"t{number}")
    before = book.state()
    book.correct(book.correct(book.facts[gone % len(book.facts)]))
    mixed = list(book.facts)
    shuffle.shuffle(mixed)

    assert before == fold(mixed, DEFINITIONS)


def test_facts_of_two_tables_in_any_order_give_one_result() -> None:
    """Runs written at two stations fold the same whichever file is read first."""
    book = played(4, [9, 5, 3, 8, 7, 6, 2, 1, 0, 4, 5, 6], lambda number: f"t{number}")
    # The second table's runs carry its own chain; only their order in the tournament (lamport) is shared.
    tables: dict[str, list[Fact]] = {"t1": [], "t2": []}
    for fact in book.facts:
        station = "t2" if fact.run is not None and int(fact.run[1:]) % 2 else "t1"
        chain = tables[station]
        chain.append(
            seal(
                fact.body,
                station=station,
                seq=len(chain) + 1,
                lamport=fact.lamport,
                at_ms=fact.at_ms,
                wall=fact.wall,
                by=fact.by,
                run=fact.run,
                prev=chain[-1].hash if chain else GENESIS,
            )
        )

    one, other = fold(tables["t1"] + tables["t2"], DEFINITIONS), fold(tables["t2"] + tables["t1"], DEFINITIONS)

    assert one == other
    assert book.state().champion == one.champion
