"""`make torture`: the demo of four teams in Kaga, killed at 20 moments of its life, and with its judge box pulled out.

Each moment is a demo of its own: begun, killed once, resumed and compared with one that nobody disturbed. Measured on
one core: 35 s a moment, 35 s for the reference (held once a worker), so 20 moments take 12 minutes, on two cores 7.

    KAGAROBO_KILL_SEED=5 python -m pytest -m torture tests/tui/test_demo_torture.py
"""

import random
import sys
from pathlib import Path

import pytest

from judge.facts import Noted, RunSigned, RunStarted
from tests.tui.demo_process import (
    KILL_SEED,
    TURN_MS,
    DemoProcess,
    Held,
    Moment,
    differences,
    facts_of,
    figures,
    hold_demo,
    pull_out,
    visits_of,
)

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only"),
]

MOMENTS = 20
BOX_LOSSES = 12
SEED, OTHER_SEED, TEAMS, TOWN = "7", "8", 4, "kaga"
OPTIONS = ("--seed", SEED, "--teams", str(TEAMS))


@pytest.fixture(scope="module")
def undisturbed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reference was held."""
    return tmp_path_factory.mktemp("undisturbed") / "home"


@pytest.fixture(scope="module")
def undisturbed(undisturbed_home: Path) -> Held:
    """A demo of four teams that nobody disturbed."""
    return hold_demo(undisturbed_home, *OPTIONS, town=TOWN)


def test_the_reference_holds_all_four_programs(undisturbed: Held) -> None:
    """Eleven runs at least; the program that crashes is told about, and scored as far as it went."""
    document = undisturbed.document
    crashed = [run for run in document["runs"] if run["program_error"]]

    assert 11 <= len(document["runs"])
    assert document["replayed"] is True
    assert {"t4"} == {run["team"] for run in crashed}
    assert all(run["score"] > 0 for run in crashed)


def test_the_same_seed_gives_the_same_bytes(undisturbed: Held, tmp_path: Path) -> None:
    """In a fresh home and in one where a demo of another seed was killed: only what stands under "wall" differs."""
    with DemoProcess(tmp_path / "home", ("--seed", OTHER_SEED, "--teams", str(TEAMS)), TOWN) as demo:
        demo.wait_for_facts(2, RunSigned.KIND)  # the team, the referee
        demo.kill()

    again = hold_demo(tmp_path / "home", *OPTIONS, town=TOWN)

    assert undisturbed.bytes_without_wall() == again.bytes_without_wall()


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_kill_at_any_moment_changes_no_figure(
    undisturbed: Held, undisturbed_home: Path, tmp_path: Path, number: int
) -> None:
    """kill -9, then --resume: nothing acknowledged is lost, and every figure is that of the undisturbed demo."""
    moment = Moment.draw(random.Random(f"{KILL_SEED}/{number}"), 1, len(facts_of(undisturbed_home)))
    again = f"killed at {moment}; again: KAGAROBO_KILL_SEED={KILL_SEED} python -m pytest -m torture -k '[{number}]'"
    home = tmp_path / "home"
    with DemoProcess(home, OPTIONS, TOWN) as demo:
        seen = demo.kill_at(moment)
    facts, visits = facts_of(home), visits_of(home)

    held = hold_demo(home, "--resume", *OPTIONS, town=TOWN)

    assert seen <= len(facts), again
    assert facts == facts_of(home)[: len(facts)], again
    assert visits == visits_of(home)[: len(visits)], again
    assert held.document["replayed"] is True, again
    assert len(held.document["void_runs"]) <= 1, again
    assert [] == differences(figures(undisturbed.document), figures(held.document)), again


def test_a_judge_box_that_dies_again_and_again_changes_no_figure(
    undisturbed: Held, undisturbed_home: Path, tmp_path: Path
) -> None:
    """Pulled out at moments of the whole demo, in runs and between them: no signal is lost, none counts twice."""
    first = next(number for number, fact in enumerate(facts_of(undisturbed_home)) if isinstance(fact.body, RunStarted))
    draws = random.Random(f"{KILL_SEED}/box")
    moments = sorted(draws.sample(range(first, len(facts_of(undisturbed_home)) - 20), BOX_LOSSES))
    home = tmp_path / "home"
    with DemoProcess(home, OPTIONS, TOWN) as demo:
        pid = 0
        for moment in moments:
            demo.wait_for_facts(moment)
            pid = demo.wait_for_box(other_than=pid)
            pull_out(pid)
        held = demo.wait()

    again = f"pulled out at {moments} facts; again: KAGAROBO_KILL_SEED={KILL_SEED} python -m pytest -m torture -k box"
    lost = [fact for fact in facts_of(home) if isinstance(fact.body, Noted) and fact.body.topic == "box_lost"]
    assert BOX_LOSSES == len(lost), again
    assert [] == held.document["void_runs"], again
    assert [] == differences(figures(undisturbed.document), figures(held.document), late_ms=TURN_MS), again
