"""A process killed right after each fact of a whole tournament: what was acknowledged is there, and the day goes on."""

import os
import random
import signal
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

from judge.challenges import load
from judge.facts import Fact
from judge.journal import Journal, check, read_facts
from judge.tournament.fold import fold
from tests.judge.random_days import RandomDay

TEAMS, POINTS = 40, 25
DEFINITIONS = {"amazeing": load("amazeing")}


def day_of_forty_teams(seed: int) -> list[Fact]:
    """The facts of a tournament of 40 teams, written by one table."""
    return RandomDay("amazeing", seed, TEAMS, ("table-1",)).play(45)


def write_and_be_killed(path: Path, facts: Sequence[Fact]) -> int:
    """Append these facts in a process of its own, which is killed as soon as the last append has returned.

    Returns: how many it had acknowledged.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads: the child opens nothing of theirs
        child = os.fork()
    if not child:
        _append_all(path, facts, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as acknowledged:
        count = len(acknowledged.read())
    assert signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1
    return count


def _append_all(path: Path, facts: Sequence[Fact], writer: int) -> None:
    """In the child: it never returns, whatever happens."""
    try:
        journal = Journal.open(path, "table-1", clock=lambda: facts[0].wall)
        for fact in facts:
            journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
            os.write(writer, b".")
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def lost_or_changed(path: Path, facts: Sequence[Fact], points: Sequence[int]) -> list[str]:
    """Kill after each of the points, each process going on where the one before was killed; say what is wrong."""
    wrong, done = [], 0
    for point in points:
        acknowledged = write_and_be_killed(path, facts[done:point])
        there = [fact.body for fact in read_facts(path)]
        if acknowledged != point - done or there != [fact.body for fact in facts[:point]]:
            wrong.append(f"killed after fact {point}: {acknowledged} acknowledged, {len(there)} there")
        done = point
    return wrong


@pytest.mark.parametrize("seed", [1])
def test_no_acknowledged_fact_is_lost_when_the_process_is_killed(tmp_path: Path, seed: int) -> None:
    """25 points of a day that the seed chooses; at the end the tournament stands as if nobody had been killed."""
    facts = day_of_forty_teams(seed)
    points = sorted({*random.Random(seed).sample(range(1, len(facts)), POINTS - 1), len(facts)})

    assert [] == lost_or_changed(tmp_path / "day.db", facts, points), f"seed {seed}"

    assert [] == check(tmp_path / "day.db")
    told, whole = (fold(some, DEFINITIONS) for some in (read_facts(tmp_path / "day.db"), facts))
    assert (TEAMS, whole.champion) == (len(told.teams), told.champion)


@pytest.mark.torture
def test_no_acknowledged_fact_is_lost_after_any_fact_of_the_day(tmp_path: Path) -> None:
    """Every single fact of a whole tournament of forty teams."""
    facts = day_of_forty_teams(2)

    assert [] == lost_or_changed(tmp_path / "day.db", facts, range(1, len(facts) + 1)), "seed 2"


def test_the_test_can_fail(tmp_path: Path) -> None:
    """A fact that was not written is missed."""
    facts = RandomDay("amazeing", 3, 6, ("table-1",)).facts
    write_and_be_killed(tmp_path / "day.db", facts[:4])

    assert ["killed after fact 6: 1 acknowledged, 5 there"] == [
        *lost_or_changed_from(tmp_path / "day.db", facts, 5, 6),
    ]


def lost_or_changed_from(path: Path, facts: Sequence[Fact], start: int, point: int) -> list[str]:
    """As `lost_or_changed`, with a fact between the last process and this one left out."""
    acknowledged = write_and_be_killed(path, facts[start:point])
    there = [fact.body for fact in read_facts(path)]
    is_wrong = there != [fact.body for fact in facts[:point]]
    return [f"killed after fact {point}: {acknowledged} acknowledged, {len(there)} there"] if is_wrong else []
