"""A match of two programs: real MicroPython in two boards on one ring, repeatable, won by the better one."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from firmware.flasher.install import install_program
from firmware.virtual import bout
from firmware.virtual.bout import Bouts
from firmware.virtual.plan import load_plan
from firmware.virtual.registry import folder
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.trial_trace import Trace
from firmware.virtual.world import World
from tui.play.tally import Tally

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

EXAMPLES = Path(bout.__file__).parents[1] / "robot" / "examples"
BROKEN = "from robot import *\nwait_for_button()\nprint('here')\nwait(1)\nx = 1 / 0\n"


@pytest.fixture(name="images", scope="module")
def _images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """What a robot's flash holds with each program on it."""
    home = tmp_path_factory.mktemp("bench")
    (home / "broken.py").write_text(BROKEN, encoding="utf-8")
    programs = {"pushes": EXAMPLES / "sumo.py", "stands": EXAMPLES / "sumo_stands.py", "breaks": home / "broken.py"}
    with BoardProcess("robot", "robot", home, in_field=False) as board:
        flashes = {}
        for name, program in programs.items():
            install_program(board.port, program, start=False)
            flashes[name] = (folder(home) / "robot.lfs").read_bytes()
        yield flashes


def held(first: bytes, second: bytes, seed: int = 1, limit_s: float = 60) -> tuple[Trace, Tally]:
    """A match, and what it is worth."""
    plan = load_plan("sumobot")
    tally = Tally(plan)
    trace = Bouts([first, second], plan, seed, limit_us=int(limit_s * 1e6), is_decided=tally.is_decided).hold()
    return trace, tally


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(2, 8))])
def test_the_better_program_wins_from_either_side(images: dict[str, bytes], seed: int) -> None:
    """Two bouts, told by the ring's gates, scored by the definition: three points to none."""
    for names, gate, points in ((("pushes", "stands"), "bout_a", (3, 0)), (("stands", "pushes"), "bout_b", (0, 3))):
        trace, tally = held(*(images[name] for name in names), seed=seed)
        score = tally.score(trace)

        assert [gate, gate] == [passed.gate for passed in trace.passed], f"seed {seed}"
        assert score is not None
        assert ("bouts_won", points) == (score.ended, (score.sides["A"], score.sides["B"]))
        assert tally.has_succeeded(trace) is (points[0] == 3)
        assert trace.ending is not None
        assert "decided" == trace.ending.kind


def fingerprint(trace: Trace) -> str:
    """A hash of the whole trace but what the wall clock says."""
    story = (trace.times_us, trace.views, trace.passed, trace.printed, trace.ending)
    return hashlib.sha256(repr(story).encode()).hexdigest()


def test_equal_seeds_give_equal_matches_on_one_core_and_on_two(
    images: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte: pinned to one core as always, and with both boards and the world wherever the computer likes."""
    cores = os.sched_getaffinity(0)
    pair, limit_s = (images["pushes"], images["pushes"]), 5.5
    try:
        os.sched_setaffinity(0, {min(cores)})
        on_one = fingerprint(held(*pair, limit_s=limit_s)[0])
    finally:
        os.sched_setaffinity(0, cores)
    monkeypatch.setattr(bout, "World", partial(World, is_pinned=False))
    unpinned = fingerprint(held(*pair, limit_s=limit_s)[0])

    assert on_one == unpinned


def test_a_broken_program_wins_nothing_and_says_where_it_broke(images: dict[str, bytes]) -> None:
    """Its robot stands; its mistake is the ending that its child reads."""
    trace, tally = held(images["breaks"], images["stands"], limit_s=3)

    assert trace.ending is not None
    assert ("error", "ZeroDivisionError", 5) == (trace.ending.kind, trace.ending.error, trace.ending.line)
    assert "here" == trace.printed[0].text
    assert not tally.has_succeeded(trace)
