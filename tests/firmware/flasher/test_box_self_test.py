"""The judge box's test finds what would spoil a run, and spoils nothing itself."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.flasher.box_self_test import Line, Patience, examine_box
from firmware.flasher.install import install_judge_box
from firmware.flasher.transport import BoardLink
from firmware.virtual.spawn import BoardProcess
from firmware.wire import Sentence, Splitter, encode
from tests.firmware.bench import Bench
from tests.firmware.boards import virtual_board

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

FIRST_INPUT_PIN = 2
QUICK = Patience(hello_s=0.3, clock_s=0.2, beam_s=3.0)


@pytest.fixture(scope="module", name="wired_box")
def _wired_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Bench]]:
    """A judge box with wires to its inputs, for all tests: each leaves its ring empty and its beams whole."""
    home = tmp_path_factory.mktemp("home")
    with BoardProcess("judge-box", "box", home, in_field=True) as box, Bench(box) as bench:
        install_judge_box(box.port)
        yield box.port, bench


def by_test(lines: list[Line]) -> dict[str, bool]:
    """Test → whether it is right; a test with several lines is right when all are."""
    tests = {line.test for line in lines}
    return {test: all(line.is_good for line in lines if line.test == test) for test in tests}


def kept_signals(port: str) -> list[Sentence]:
    """What the box says again after a greeting, because nobody has acknowledged it."""
    with BoardLink(port) as link:
        heard = link.exchange(encode(Sentence("host", 0, 0, 0, "hello", ())), lambda _heard: False, 0.2)
    sentences = [piece for _, piece in Splitter().feed(heard) if isinstance(piece, Sentence)]
    return list({sentence.seq: sentence for sentence in sentences if sentence.kind == "signal"}.values())


def collect(port: str) -> None:
    """Be a station: take what the box keeps, and acknowledge it."""
    give_up_s = time.monotonic() + 3
    while not (kept := kept_signals(port)):
        assert time.monotonic() < give_up_s, "the box sent nothing"
    with BoardLink(port) as link:
        ack = (str(kept[-1].boot), str(kept[-1].seq))
        link.exchange(encode(Sentence("host", 0, 0, 0, "ack", ack)), bool, 0.1)
    while kept_signals(port):
        assert time.monotonic() < give_up_s, "the box keeps what it was thanked for"


def break_beam(bench: Bench, number: int) -> None:
    """A hand goes through, a moment after it was asked to."""

    def go() -> None:
        time.sleep(0.05)
        bench.change(FIRST_INPUT_PIN + number, 0)
        time.sleep(0.05)
        bench.change(FIRST_INPUT_PIN + number, 1)

    threading.Thread(target=go).start()


def test_a_good_box_is_right_in_every_line_and_keeps_nothing_of_the_test(wired_box: tuple[str, Bench]) -> None:
    """Its beams are broken one after another; afterwards its ring is as empty as before."""
    port, bench = wired_box
    lines = list(examine_box(port, beams=2, on_beam=lambda number: break_beam(bench, number), patience=QUICK))
    again = kept_signals(port)

    assert {"answers", "ring", "idle", "wire", "clock", "kept", "beam"} == set(by_test(lines))
    assert [] == [line for line in lines if not line.is_good]
    assert ["0", "1"] == [line.figures["seen"] for line in lines if line.test == "beam"]
    assert [] == again


def test_a_dark_gate_and_a_swapped_wire_are_named(wired_box: tuple[str, Bench]) -> None:
    """Input 3 sees no light; whoever breaks the first beam is seen by input 5."""
    port, bench = wired_box
    bench.change(FIRST_INPUT_PIN + 3, 0)
    collect(port)
    lines = list(examine_box(port, beams=1, on_beam=lambda _number: break_beam(bench, 5), patience=QUICK))
    bench.change(FIRST_INPUT_PIN + 3, 1)

    wrong = {line.test: line.figures for line in lines if not line.is_good}
    assert {"idle", "beam"} == set(wrong)
    assert ("11101111", "3") == (wrong["idle"]["levels"], wrong["idle"]["low"])
    assert (0, "5") == (wrong["beam"]["input"], wrong["beam"]["seen"])


def test_signals_that_wait_for_a_station_are_never_thrown_away(wired_box: tuple[str, Bench]) -> None:
    """A box from a run that broke off: the test says so, ends there, and the signal is still in the box."""
    port, bench = wired_box
    break_beam(bench, 0)
    with BoardLink(port) as link:
        link.exchange(b"", lambda heard: b",signal," in heard, 3.0)
    lines = list(examine_box(port, beams=1, patience=QUICK))
    kept = kept_signals(port)
    collect(port)

    assert {"ring": False, "answers": True, "idle": True, "wire": True, "clock": True} == by_test(lines)
    assert ["signal"] == [sentence.kind for sentence in kept]
    assert [] == kept_signals(port)


def test_a_robot_is_no_judge_box(tmp_path: Path) -> None:
    """It does not answer; nothing else is tried."""
    with virtual_board(tmp_path) as port:
        lines = list(examine_box(port, patience=QUICK))

    assert [Line("answers", False, {})] == lines
