"""Every challenge judged whole by hand: keys and a clock, from the opening to the signature, facts only."""

import pytest

from judge.challenge_file import read
from judge.challenges import ids, load, text
from judge.errors import DefinitionError
from judge.facts import GENESIS, Body, Called, Fact, Noted, RunEnded, RunOpened, RunSigned, RunStarted, Signalled, seal
from judge.sides import sides_drawn, teams_by_side
from judge.table import RunStage, RunState, fold_run, may
from judge.tournament.votes import overspent

REFEREE = "p-aaaaaaaaaa"
Given = tuple[int, str, dict[str, int | str]]


class MatchBook:
    """Writes the facts of one run or match, each only if the table allows it."""

    def __init__(self, challenge: str, division: str, *teams: str) -> None:
        self.definition, self.division = load(challenge), division
        self.facts: list[Fact] = []
        self.add(RunOpened(teams[0], 1, True, "open_runs", None, 1))
        if len(teams) > 1:
            self.add(sides_drawn(teams))
        self.add(RunStarted("hand"), 0)

    def add(self, body: Body, at_ms: int | None = None) -> None:
        """Write the next fact."""
        seq = len(self.facts) + 1
        if self.facts:
            assert may(self.state(), body, self.definition) is None
        fact = seal(
            body, station="t1", seq=seq, lamport=seq, at_ms=at_ms, wall="2026-01-01T10:00:00+09:00", by="referee",
            run="r1", prev=self.facts[-1].hash if self.facts else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)

    def call(self, at_ms: int, call: str, args: dict[str, int | str]) -> None:
        """The referee pressed a key and said what it asks for."""
        self.add(Called(call, args), at_ms)

    def state(self) -> RunState:
        """The run as it stands."""
        return fold_run(self.definition, self.division, self.facts)


WHOLE_RUNS: list[tuple[str, str, tuple[str, ...], list[Given], int, int | dict[str, int]]] = [
    ("amazeing", "ES", ("t1",), [(9000, "line", {"n": 3}), (15_000, "fall", {}),
                                 (90_000, "line", {"n": 7})], 90_000, 530),
    ("line_following", "ES", ("t1",), [(5000, "leave", {}), (9000, "stop", {})], 180_000, 150),
    ("fire_fighting", "ALL", ("t1",), [(9000, "extinguish", {"quality": "full"}),
                                       (20_000, "extinguish", {"quality": "outside_circle"})], 180_000, 200),
    ("jousting", "MS", ("t1", "t2"), [(9000, "pass_over", {}),
                                      (20_000, "felled", {"winner": "B", "zone": 100, "pass": 2})], 20_000,
     {"A": 0, "B": 90}),
    ("sumobot", "HS", ("t1", "t2"), [(9000, "bout", {"winner": "A"}), (20_000, "restart", {}),
                                     (50_000, "bout", {"winner": "A"})], 50_000, {"A": 3, "B": 0}),
    ("alpinebot", "UP", ("t1",), [(9000, "line", {"n": 2}), (50_000, "declared", {})], 50_000, 100),
    ("entrepreneurial", "ES_MS", ("t1",), [(9000, "visitor_vote", {"n": 12}),
                                           (20_000, "expert_vote", {"expert": "e1", "n": 30})], 21_600_000, 42),
    ("micromouse", "ALL", ("t1",), [(9000, "start", {}), (49_000, "goal", {}), (60_000, "start", {}),
                                    (91_500, "goal", {}), (99_000, "start", {}), (99_500, "retired", {})],
     300_000, 31_500),
]  # fmt: skip


@pytest.mark.parametrize(
    ("challenge", "division", "teams", "given", "end_ms", "expected"), WHOLE_RUNS, ids=[row[0] for row in WHOLE_RUNS]
)
def test_a_challenge_is_judged_whole_without_a_judge_box(
    challenge: str, division: str, teams: tuple[str, ...], given: list[Given], end_ms: int, expected: object
) -> None:
    """Opened, started, called, ended, signed: one table and no box, and nobody is asked anything."""
    book = MatchBook(challenge, division, *teams)
    for at_ms, call, args in given:
        book.call(at_ms, call, args)
    book.add(RunEnded("done"), end_ms)
    book.add(RunSigned("referee", REFEREE))
    state = book.state()

    assert (RunStage.SIGNED, True, ()) == (state.stage, state.is_counted, state.questions)
    assert expected == (dict(state.score.sides) or state.score.points)
    assert teams == state.teams


def test_the_list_above_knows_all_challenges() -> None:
    """A new challenge has to be judged whole as well."""
    assert {row[0] for row in WHOLE_RUNS} == set(ids())


def test_a_key_that_has_to_say_more_is_refused_until_it_does() -> None:
    """Who won is asked before the fact is written; the button says what there is to choose."""
    book = MatchBook("sumobot", "ES", "t1", "t2")
    bout = next(button for button in book.state().buttons if button.call == "bout")

    assert {"winner": ("A", "B")} == bout.args
    for args in ({}, {"winner": "C"}):
        refusal = may(book.state(), Called("bout", args), book.definition)
        assert refusal is not None
        assert ("call-untold", "winner") == (refusal.code, refusal.fields["arg"])


def test_after_the_goal_no_key_is_left() -> None:
    """The definition ended the run: the clock stands, and the referee can only end and sign it."""
    book = MatchBook("amazeing", "ES", "t1")
    book.call(60_000, "line", {"n": 7})
    state = book.state()

    assert ((), 60_000, "goal") == (state.buttons, state.time_left_ms, state.score.ended)


def test_a_gate_counts_the_lines_of_this_try() -> None:
    """A box at the lines knows no numbers: each crossing is the next line, after a fall the first again."""
    book = MatchBook("amazeing", "MS", "t1")
    for at_ms in (1000, 2000):
        book.add(Signalled("line", {}, at_ms * 1000), at_ms)
    book.call(3000, "fall", {})
    for at_ms in (4000, 5000, 6000):
        book.add(Signalled("line", {}, at_ms * 1000), at_ms)

    assert (200, ()) == (book.state().score.points, book.state().questions)


def test_a_gate_says_what_its_call_has_to_be_told() -> None:
    """Each way a candle goes out is a gate of its own; the fall of a robot is one too."""
    book = MatchBook("fire_fighting", "ALL", "t1")
    for at_ms, gate in ((9000, "out_full"), (20_000, "out_touched_candle"), (30_000, "out_over_wall")):
        book.add(Signalled(gate, {}, at_ms * 1000), at_ms)
    assert (200, ()) == (book.state().score.points, book.state().questions)
    assert {"quality": "touched_candle"} == book.state().calls[1].args

    book = MatchBook("amazeing", "ES", "t1")
    for at_ms, gate in ((1000, "line"), (2000, "fall"), (3000, "line"), (4000, "line")):
        book.add(Signalled(gate, {}, at_ms * 1000), at_ms)
    assert (150, ()) == (book.state().score.points, book.state().questions)


def test_a_gate_that_leaves_something_untold_is_refused() -> None:
    """By name, when the definition is read: nobody at a table could answer for it."""
    for written, key, reason in (
        ("extinguish", "gates.out_full.candles.quality", "missing"),
        ("extinguish(wet)", "gates.out_full.candles", "unknown-name"),
        ("extinguish(full)*2", "gates.out_full.candles", "wrong-kind"),
    ):
        with pytest.raises(DefinitionError) as caught:
            read(text("fire_fighting").replace('"extinguish(full)" }', f'"{written}" }}'), "fire.toml")
        assert (key, reason) == (caught.value.key, caught.value.reason)


def test_the_sides_may_be_drawn_again_before_the_match() -> None:
    """The latest drawing stands; a note that is not whole says nothing."""
    drawn = [sides_drawn(["t1", "t2"]), sides_drawn(["t2", "t1"]), Noted("sides", {"side_1": "t9", "left": "t8"})]

    assert ("t2", "t1") == teams_by_side(drawn)
    assert () == teams_by_side([Noted("lamp", {"on": 1})])


def test_each_team_of_a_match_has_the_points_of_its_side() -> None:
    """A match without its sides is worth nothing to anybody yet."""
    drawn, alone = MatchBook("sumobot", "ES", "t1", "t2"), MatchBook("sumobot", "ES", "t1")
    for book in (drawn, alone):
        book.call(1000, "bout", {"winner": "B"})
        book.call(2000, "bout", {"winner": "B"})

    assert [0, 3, None] == [drawn.state().points_of(team) for team in ("t1", "t2", "t3")]
    assert (False, None) == (alone.state().has_teams, alone.state().points_of("t1"))


def test_an_expert_who_splits_more_than_fifty_votes_is_found() -> None:
    """Each stand alone cannot see it: thirty here and thirty there are sixty."""
    stands = []
    for team in ("t1", "t2"):
        book = MatchBook("entrepreneurial", "ES_MS", team)
        book.call(1000, "expert_vote", {"expert": "e1", "n": 30})
        book.call(2000, "expert_vote", {"expert": team, "n": 50})
        stands.append(book.state())

    findings = overspent(load("entrepreneurial"), stands)

    assert [("votes-overspent", {"voter": "e1", "given": 60, "most": 50})] == [(f.code, f.fields) for f in findings]
    assert [] == overspent(load("entrepreneurial"), stands[:1])
