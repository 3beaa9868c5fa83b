"""What a simulated run is worth on each field: its gates become facts, and the one scoring path makes the points."""

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.virtual.field_errors import FieldError
from firmware.virtual.plan import drawn, load_plan
from firmware.virtual.session import RunTrace, run_program
from firmware.virtual.trial_trace import Ending, Passed, Trace
from judge.challenges import load
from judge.scoring import Score
from tui.commands import play
from tui.play.tally import Tally

EXAMPLES = Path(__file__).parents[2] / "firmware" / "robot" / "examples"
PROGRAMS = Path(__file__).parents[1] / "firmware" / "programs"


def scored(field: str, program: Path, seed: int) -> tuple[Score, Trace, RunTrace]:
    """Run it and score it by the definition that the field names."""
    plan = drawn(load_plan(field), seed)
    run = run_program(program, field_id=field, seed=seed)
    tally = Tally(plan)
    trace = Trace(plan, seed, tally.limit_us)
    trace.passed += [Passed(gate, us) for gate, us in run.gates]
    trace.add_view(run.field_us, run.view)
    trace.ending = Ending("done" if run.is_over else "time", run.field_us)
    score = tally.score(trace)
    assert score is not None
    assert not score.questions, f"seed {seed}: {score.questions}"
    return score, trace, run


@pytest.mark.parametrize(
    ("field", "program", "seed", "mission"),
    [
        ("line_following_ms", EXAMPLES / "crossing.py", 1, 400),
        ("line_following_hs", PROGRAMS / "thin_line.py", 2, 400),
        ("line_following_ms", PROGRAMS / "thin_line.py", 1, 25),  # over its one crossing: it is lost there
    ],
)
def test_the_line_is_scored_by_its_division(field: str, program: Path, seed: int, mission: int) -> None:
    """Crossings count in the division that has them; who loses the way at one on the way back has less."""
    score, trace, _ = scored(field, program, seed)

    assert mission == sum(term.points for term in score.breakdown if term.term != "bonus"), f"seed {seed}"
    assert (mission == 400) is Tally(trace.plan).has_succeeded(trace)


@pytest.mark.parametrize(
    ("field", "program", "seed", "distance"),
    [
        ("amazeing_es", EXAMPLES / "maze.py", 3, 500),
        ("amazeing_ms", PROGRAMS / "six_boards.py", 2, 800),
        ("amazeing_ms", PROGRAMS / "six_boards.py", 11, 450),
    ],
)
def test_the_track_is_scored_to_the_farthest_line(field: str, program: Path, seed: int, distance: int) -> None:
    """All lines, and a point for each full second left of two minutes; a fall keeps what was reached."""
    score, trace, _ = scored(field, program, seed)
    is_whole = distance in (500, 800)
    bonus = (120_000_000 - trace.passed[-1].at_us) // 1_000_000 if is_whole else 0

    assert distance + bonus == score.points, f"seed {seed}"
    assert is_whole is Tally(trace.plan).has_succeeded(trace)
    assert is_whole is ("fall" not in [passed.gate for passed in trace.passed])


def test_two_candles_are_worth_300() -> None:
    """One in the open and one behind a wall, from within their circles."""
    score, trace, _ = scored("fire_fighting", EXAMPLES / "candles.py", seed := 1)

    assert 300 == score.points, f"seed {seed}"
    assert ["out_full", "out_full"] == [passed.gate for passed in trace.passed]


def test_a_candle_put_out_badly_is_worth_half() -> None:
    """The first from outside its circle, the second with the nose against it: 50 and 100."""
    score, trace, _ = scored("fire_fighting", PROGRAMS / "too_hasty.py", 5)

    assert ["out_outside_circle", "out_touched_candle"] == [passed.gate for passed in trace.passed]
    assert 150 == score.points


def test_equal_seeds_give_equal_runs() -> None:
    """Every sample, every gate and the end, to the bit."""
    first, second = (run_program(EXAMPLES / "candles.py", field_id="fire_fighting", seed=5, limit_s=8) for _ in "ab")

    assert (first.samples, first.gates, first.view) == (second.samples, second.gates, second.view), "seed 5"


@pytest.mark.parametrize(
    ("challenge", "division", "part"), [("amazing", "ES", "challenge"), ("amazeing", "HS", "division")]
)
def test_a_field_of_no_challenge_is_refused_by_name(challenge: str, division: str, part: str) -> None:
    """File, key, and what there is to choose from."""
    plan = replace(load_plan("amazeing_es"), challenge=challenge, division=division)

    with pytest.raises(FieldError) as caught:
        Tally(plan)
    assert (plan.file, part) == (caught.value.file, caught.value.part)
    assert "is not one of" in caught.value.reason


def test_a_field_is_an_id_or_a_file() -> None:
    """`--field amazeing_es`, `--field my.toml`; anything else is said to be neither."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    play.configure(parser)

    assert "amazeing_es" == parser.parse_args(["p.py", "--field", "amazeing_es"]).field
    assert Path("mine.toml") == parser.parse_args(["p.py", "--field", "mine.toml"]).field
    with pytest.raises(argparse.ArgumentError, match="amazeing_es"):
        parser.parse_args(["p.py", "--field", "nowhere"])


def test_every_field_passes_gates_that_its_definition_knows() -> None:
    """And its challenge has the division it names."""
    for field in ("line_following", "line_following_ms", "line_following_hs", "amazeing_es", "amazeing_ms",
                  "fire_fighting"):  # fmt: skip
        plan = load_plan(field)
        definition = load(plan.challenge)
        assert set(plan.judge_box_inputs) <= set(definition.gates), field
        assert plan.division in definition.divisions, field
        if plan.track is not None:
            assert definition.calls["line"].count_max[plan.division] == len(plan.track.marks)
