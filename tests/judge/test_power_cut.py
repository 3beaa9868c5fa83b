"""Power cuts: the journal's own statements over a disk that forgets what was not synced."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from judge.errors import JudgeError
from judge.facts import Called, Fact
from judge.journal import Journal, check, read_evidence
from tests.judge.torn_vfs import Disk, TornConnection, TornVFS

WALL = "2026-03-01T09:00:00+09:00"
SESSIONS, FACTS_A_SESSION = 3, 40


class Acknowledged(NamedTuple):
    """A fact whose append returned when the disk had been asked `operations` things."""

    operations: int
    fact: Fact


class Day(NamedTuple):
    """A recorded day at a table: what was asked of the disk, and what was acknowledged when."""

    disk: Disk
    acknowledged: list[Acknowledged]


def record_day(folder: Path, synchronous: str) -> Day:
    """Run the journal over a torn disk: three sessions, each closed properly, facts with evidence."""
    disk = Disk()
    vfs = TornVFS(disk)
    acknowledged = []
    for session in range(SESSIONS):
        with Journal.open(
            folder / "day.db", "table-1", clock=lambda: WALL, connect=lambda path: TornConnection(path, synchronous)
        ) as journal:
            for number in range(FACTS_A_SESSION):
                journal.evidence("r1", bytes([session, number]) * 40, number)
                fact = journal.append(Called("line", {"n": number}), run="r1", at_ms=number, by="referee")
                acknowledged.append(Acknowledged(len(disk.record), fact))
    vfs.unregister()
    return Day(disk, acknowledged)


def loss_of_cut(day: Day, cut: int, seed: int, folder: Path) -> str | None:
    """Cut the power, open what is left with the standard library, and say what acknowledged fact is missing."""
    path = folder / "day.db"
    for name, content in day.disk.image(cut, seed).items():
        path.with_name(Path(name).name).write_bytes(content)
    before = {ack.fact for ack in day.acknowledged if ack.operations <= cut}
    try:
        with Journal.open(path, "table-1", clock=lambda: WALL) as journal:
            missing = before - set(journal.facts())
            if missing:
                return f"{len(missing)} facts missing"
            journal.append(Called("line", {"n": 999}), run="r1", by="referee")
    except JudgeError as error:
        return repr(error)
    if len(read_evidence(path, "r1")) < len(before):
        return "evidence missing"
    return next((repr(finding) for finding in check(path)), None)


def losses(day: Day, seeds: Iterator[int], folder: Path) -> list[str]:
    """Cut once a seed, at a moment the seed chooses; each loss names what replays it.

    Half of the cuts come anywhere, half just when an append has returned: there nothing is left to luck.
    """
    found = []
    for seed in seeds:
        chance = random.Random(seed)
        anywhere = chance.randrange(len(day.disk.record) + 1)
        cut = chance.choice((anywhere, chance.choice(day.acknowledged).operations))
        place = folder / str(seed)
        place.mkdir()
        if loss := loss_of_cut(day, cut, seed, place):
            found.append(f"seed {seed}, cut after {cut} operations: {loss}")
    return found


def test_no_power_cut_loses_an_acknowledged_fact(tmp_path: Path) -> None:
    """220 cuts at any moment, each with its own choice of lost and torn sectors: every fact whose append returned
    is there with its raw bytes, the chain is whole, and the journal goes on."""
    day = record_day(tmp_path, "FULL")

    found = losses(day, iter(range(220)), tmp_path)

    assert found == []
    assert len(day.acknowledged) == SESSIONS * FACTS_A_SESSION


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_without_synchronous_full_the_same_cuts_lose_facts(tmp_path: Path, synchronous: str) -> None:
    """The power-cut test can fail: with a weaker synchronous at least one of the same cuts loses something."""
    day = record_day(tmp_path, synchronous)

    found = losses(day, iter(range(40)), tmp_path)

    assert found != []
