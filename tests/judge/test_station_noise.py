"""A box that says what no box should: right sentences with wrong contents, noise, clocks from anywhere."""

import random

import pytest

from firmware.wire import Sentence, encode
from judge.errors import StationError
from judge.facts import Signalled
from judge.station import Station
from judge.testing import FakePort
from tests.judge.bad_cable import Disk
from tests.judge.two_boxes import FAR, NEAR, OPENED

KINDS = ("hello", "signal", "start", "stop", "lost", "sync", "selftest", "refused", "never_heard_of")
ARGUMENTS = ("", "0", "1", "7", "-1", "9" * 24, "٣", "１２", "r0", "r1", "*", "é", "1.5", "x" * 40)
NUMBERS = (0, 1, 2, 3, 4, 5, 2**32 - 1)
TIMES_US = (0, 1, 5_000_000, 2**40, 2**63 - 1)
SEEDS, STEPS = 12, 120


def nonsense(dice: random.Random) -> bytes:
    """A sentence with a right checksum."""
    args = tuple(dice.choice(ARGUMENTS) for _ in range(dice.randrange(4)))
    source, kind = dice.choice(("box", "host", "other")), dice.choice(KINDS)
    return encode(Sentence(source, dice.choice(NUMBERS), dice.choice(NUMBERS), dice.choice(TIMES_US), kind, args))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_a_box_says_the_table_goes_on(seed: int) -> None:
    """Runs are opened, started and ended between the nonsense: nothing is raised but what a referee may be told."""
    dice, disk, now_us = random.Random(seed), Disk(), 5_000_000
    station = Station(disk, lambda: now_us, NEAR, more_gates=(FAR,))
    ports = [FakePort(), FakePort()]
    for number, port in enumerate(ports):
        station.plug(port, number)
    for step in range(STEPS):
        now_us += dice.choice((0, 1000, 20_000, 300_000, 5_000_000))
        for line, port in zip(station.lines, ports, strict=True):
            said = [nonsense(dice) for _ in range(dice.randrange(4))]
            tokens = list(line.link._syncs)
            said += [encode(Sentence("box", 1, 0, dice.choice(TIMES_US), "sync", (token,))) for token in tokens]
            port.script.append(b"".join(dice.sample(said, len(said))) + dice.randbytes(dice.randrange(20)))
        station.pump()
        try:
            station.open_run(f"r{step}", OPENED, by="referee")
            station.start_by_hand(by="referee") if dice.random() < 0.5 else station.ask_start()
            station.end_run("declared", by="referee") if dice.random() < 0.5 else None
        except StationError:
            continue

    assert any(isinstance(fact.body, Signalled) for fact in disk.facts), f"seed {seed} said nothing"


@pytest.mark.parametrize("number", ["", "-1", "9" * 24, "x"])
def test_a_signal_of_no_input_is_of_no_gate(number: str) -> None:
    """It is kept under a name that no definition has, and so asked about; never the first gate's."""
    disk = Disk()
    station, port = Station(disk, lambda: 5_000_000, NEAR), FakePort()
    station.plug(port)
    port.script.append(encode(Sentence("box", 1, 1, 1000, "signal", (number, "1"))))
    station.pump()

    assert [fact.body.gate for fact in disk.facts if isinstance(fact.body, Signalled)] == ["input_unknown"]
