"""Runs over a cable that corrupts, drops, doubles, splits and is cut, with both sides dying: nothing lost, nothing new.

`make torture` holds a million (KAGAROBO_LINK_RUNS of them, from KAGAROBO_LINK_SEED); here a slice.
"""

import os
import random

import pytest

from judge.link import BoxLink
from tests.judge.bad_cable import Tally
from tests.judge.link_torture import again, campaign, hold_runs

SLICE_RUNS, SABOTAGED_RUNS = 400, 60
RUNS = int(os.environ.get("KAGAROBO_LINK_RUNS", "1000000"))
SEED = int(os.environ.get("KAGAROBO_LINK_SEED", "1"))


def test_a_slice_of_the_campaign_loses_nothing_and_makes_nothing_up() -> None:
    """Every signal once, at its moment, every score the fault-free one, and all the faults really came."""
    seed = random.randrange(1_000_000)
    tally = hold_runs(SLICE_RUNS, f"{seed}/0")

    assert tally.is_right, (tally, again(f"{seed}/0", SLICE_RUNS))
    assert min(tally.cuts, tally.judge_deaths, tally.box_deaths, tally.bytes_changed, tally.signals) > 0, seed


@pytest.mark.parametrize("sabotage", ["a hole is jumped", "a repeat is taken", "forgotten before it is safe"])
def test_the_campaign_notices_a_link_that_is_wrong(sabotage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it promises to find it finds."""
    hear_kept, receive = BoxLink._hear_kept, BoxLink.receive

    def jump_the_hole(link: BoxLink, sentence: object) -> None:
        known = link._known(sentence.boot)  # type: ignore[attr-defined]
        known.seq_seen = max(known.seq_seen, sentence.seq - 1)  # type: ignore[attr-defined]
        hear_kept(link, sentence)  # type: ignore[arg-type]

    def take_repeats(link: BoxLink, sentence: object) -> None:
        known = link._known(sentence.boot)  # type: ignore[attr-defined]
        known.seq_seen -= sentence.seq == known.seq_seen  # type: ignore[attr-defined]
        hear_kept(link, sentence)  # type: ignore[arg-type]

    def forget_early(link: BoxLink, data: bytes, at_us: int) -> None:
        receive(link, data, at_us)
        while len(link._events) > 1:
            link._events.pop()

    if sabotage == "forgotten before it is safe":
        monkeypatch.setattr(BoxLink, "receive", forget_early)
    else:
        monkeypatch.setattr(BoxLink, "_hear_kept", jump_the_hole if "jumped" in sabotage else take_repeats)

    try:
        tally = hold_runs(SABOTAGED_RUNS, "sabotage")
    except (AssertionError, StopIteration, ValueError):
        return  # the books do not even add up
    assert not tally.is_right


@pytest.mark.torture
def test_a_million_runs_lose_nothing_and_make_nothing_up() -> None:
    """As the slice, a million times: about ten minutes on two quiet cores."""
    total, wrong = Tally(), []
    for block, tally in campaign(RUNS, SEED, os.cpu_count() or 1):
        total += tally
        wrong += [] if tally.is_right else [again(block, tally.runs)]

    assert total.is_right, (total, wrong)
    assert total.runs == RUNS
