"""The link with a judge box: every kept signal once, in order, whatever the cable does."""

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.wire import Sentence, decode, encode
from judge.box_clock import GRAIN_US
from judge.errors import LocalProtocolError
from judge.link import (
    BOOTS_MAX,
    EVENTS_MAX,
    BoxAppeared,
    BoxLink,
    Event,
    SignalArrived,
    SignalsMissing,
    Synced,
    TextArrived,
)

BOOT = 77


def said(kind: str, seq: int, *args: str, boot: int = BOOT, time_us: int = 0) -> bytes:
    return encode(Sentence("box", boot, seq, time_us or seq * 1000, kind, args))


def hello(oldest: int = 1, boot: int = BOOT) -> bytes:
    return said("hello", 0, "0.1.0", "5", str(oldest), boot=boot)


def events(link: BoxLink) -> list[Event]:
    found = []
    while (event := link.next_event()) is not None:
        found.append(event)
    return found


def signal_numbers(link: BoxLink) -> list[int]:
    return [event.seq for event in events(link) if isinstance(event, SignalArrived)]


STREAM = hello() + b"Traceback: a line of print\r\n" + said("start", 1, "r1") + said("signal", 2, "0", "1")
STREAM += said("signal", 3, "4", "17") + said("stop", 4)


def expected_events() -> list[Event]:
    return [
        BoxAppeared("box", BOOT, "0.1.0", 5, is_new_boot=True),
        TextArrived(b"Traceback: a line of print\r\n"),
        SignalArrived("box", BOOT, 1, 1000, "start", ("r1",)),
        SignalArrived("box", BOOT, 2, 2000, "signal", ("0", "1")),
        SignalArrived("box", BOOT, 3, 3000, "signal", ("4", "17")),
        SignalArrived("box", BOOT, 4, 4000, "stop", ()),
    ]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([STREAM], id="whole"),
        pytest.param([STREAM[n : n + 1] for n in range(len(STREAM))], id="byte by byte"),
        pytest.param([STREAM, b"$box,77,9,cut off"], id="trailing garbage"),
    ],
)
def test_the_same_events_however_the_bytes_arrive(pieces: list[bytes]) -> None:
    """Signals do not depend on how the port cut the stream."""
    link = BoxLink()

    for piece in pieces:
        link.receive(piece, at_us=0)

    assert expected_events() == events(link)


def test_a_signal_that_is_resent_is_not_taken_twice() -> None:
    """The box resends until it is acknowledged; the judge counts once."""
    link = BoxLink()

    link.receive(said("signal", 1, "0", "1") * 3 + said("signal", 2, "0", "2") + said("signal", 1, "0", "1"), 0)

    assert [1, 2] == signal_numbers(link)


def test_a_signal_damaged_on_its_way_is_waited_for() -> None:
    """A hole in the numbers is not jumped: the resend brings the lost signal and those after it, in order."""
    link = BoxLink()
    damaged = bytearray(said("signal", 2, "0", "2"))
    damaged[9] ^= 1

    link.receive(said("signal", 1, "0", "1") + bytes(damaged) + said("signal", 3, "0", "3"), 0)
    before_resend = signal_numbers(link)
    link.receive(said("signal", 2, "0", "2") + said("signal", 3, "0", "3"), 0)

    assert [1] == before_resend
    assert [2, 3] == signal_numbers(link)


def test_signals_the_box_no_longer_keeps_are_named_and_not_made_up() -> None:
    """A box that was acknowledged by another host starts later: the numbers between are said to be missing."""
    link = BoxLink()

    link.receive(hello(oldest=17) + said("signal", 17, "0", "1"), 0)

    found = events(link)
    assert [SignalsMissing(BOOT, 1, 16)] == [event for event in found if isinstance(event, SignalsMissing)]
    assert [17] == [event.seq for event in found if isinstance(event, SignalArrived)]


def test_what_the_journal_has_is_not_taken_again_after_a_restart_of_the_judge() -> None:
    """The journal's last number seeds the link."""
    link = BoxLink(seen={BOOT: 2})

    link.receive(hello(oldest=2) + said("signal", 2, "0", "2") + said("signal", 3, "0", "3"), 0)

    assert [3] == signal_numbers(link)


def test_a_restarted_box_counts_from_one_again() -> None:
    """A new boot id is a new count; nothing of it is taken for a repeat."""
    link = BoxLink()

    link.receive(said("signal", 1, "0", "1"), 0)
    link.receive(hello(boot=78) + said("signal", 1, "0", "1", boot=78), 0)

    assert [1, 1] == signal_numbers(link)


def test_acknowledging_what_was_never_handed_out_is_our_own_mistake() -> None:
    """An acknowledgement lets the box forget, so it must follow a signal; the state stays as it was."""
    link = BoxLink()
    unseen = SignalArrived("box", BOOT, 5, 0, "signal", ("0", "1"))

    with pytest.raises(LocalProtocolError):
        link.acknowledge(unseen)

    link.receive(said("signal", 1, "0", "1"), 0)
    assert [1] == signal_numbers(link)


def test_the_boxs_clock_is_known_to_half_of_the_round_trip() -> None:
    """Sent at 1,000 us, answered at 3,000 us with device time 50 us: offset 1,950 us, give or take 1,000."""
    link = BoxLink()

    asked = decode(link.ask_time(1000))
    assert asked is not None
    link.receive(said("sync", 0, *asked.args, time_us=50), at_us=3000)

    (synced,) = [event for event in events(link) if isinstance(event, Synced)]
    clock = link.clock(BOOT)
    assert clock is not None
    assert (1950, 1000 + GRAIN_US) == (synced.offset_us, synced.error_us)
    assert 2000 == clock.host_us(50)


def test_an_answer_to_no_question_sets_no_clock() -> None:
    """A late or invented answer gives no figure rather than a wrong one."""
    link = BoxLink()

    link.receive(said("sync", 0, "9", time_us=50), at_us=3000)

    assert link.clock(BOOT) is None


def test_an_answer_that_was_asked_for_by_a_judge_that_died_sets_no_clock() -> None:
    """It is still in the cable when the next judge asks: taken for its own, it would put the box in the past."""
    before, link = BoxLink(), BoxLink()
    old = decode(before.ask_time(1000))
    new = decode(link.ask_time(9000))
    assert old is not None
    assert new is not None
    link.receive(said("sync", 0, *old.args, time_us=50), at_us=9100)

    assert link.clock(BOOT) is None
    assert old.args != new.args


def test_a_hole_asks_for_a_hello() -> None:
    """The box's answer brings the damaged signal back at once, or says that it is gone: the link is never stuck."""
    link = BoxLink()
    link.receive(said("signal", 3, "0", "3"), 0)
    had_hole = link.wants_hello
    link.say_hello()
    link.receive(hello(oldest=3) + said("signal", 3, "0", "3"), 0)

    assert (had_hole, link.wants_hello) == (True, False)
    assert [3] == signal_numbers(link)


def test_what_nobody_takes_is_refused_and_comes_again() -> None:
    """A shell that hangs: the memory is bounded, and no signal is lost by that."""
    link = BoxLink()
    lines = [said("signal", seq, "0", str(seq)) for seq in range(1, EVENTS_MAX + 51)]
    link.receive(b"".join(lines), 0)
    first = signal_numbers(link)
    link.receive(b"".join(lines), 0)

    assert list(range(1, EVENTS_MAX + 1)) == first
    assert list(range(EVENTS_MAX + 1, EVENTS_MAX + 51)) == signal_numbers(link)


def test_a_box_that_starts_anew_for_ever_fills_no_memory() -> None:
    """The boots heard of longest ago are forgotten; the one that is on never is."""
    link = BoxLink()
    link.receive(said("signal", 1, "0", "1", boot=1), 0)
    for boot in range(2, 3 * BOOTS_MAX):
        link.receive(hello(boot=boot) + said("signal", 1, "0", "1", boot=1), 0)
        assert signal_numbers(link) == ([1] if boot == 2 else [])

    assert BOOTS_MAX >= len(link._boots)


MEMORY_BYTES_MAX = 2_000_000


@pytest.mark.parametrize("kind", ["noise", "newlines", "no newline", "hellos of ever new boxes"])
def test_bytes_for_ever_stay_within_the_memory(kind: str) -> None:
    """Whatever comes and nobody takes: nothing is raised, and the memory never passes its bound, megabytes later."""
    dice, link = random.Random(kind), BoxLink()

    def piece(number: int) -> bytes:
        if kind.startswith("hellos"):
            return b"".join(hello(boot=number * 100 + more) for more in range(100))
        data = dice.randbytes(16_384)
        return {"noise": data, "newlines": data + b"\n" * 500, "no newline": data.replace(b"\n", b"$")}[kind]

    tracemalloc.start()
    try:
        for number in range(60 if kind.startswith("hellos") else 150):  # more bytes than the bound
            link.receive(piece(number), at_us=number)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak_bytes < MEMORY_BYTES_MAX


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_random_bytes_raise_nothing(pieces: list[bytes]) -> None:
    """Whatever a cable brings, the link stays calm and makes up no signal."""
    link = BoxLink()

    for piece in pieces:
        link.receive(piece, at_us=0)

    assert [] == signal_numbers(link)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=200))
def test_any_order_of_resends_gives_every_signal_once_and_in_order(sends: list[tuple[int, bool]]) -> None:
    """Lost, repeated and swapped sentences never double, drop or reorder what is handed out."""
    link = BoxLink()

    for seq, is_damaged in sends:
        line = said("signal", seq, "0", str(seq))
        link.receive(line[:20] + b"?" + line[21:] if is_damaged else line, at_us=0)

    handed_out = signal_numbers(link)
    assert list(range(1, len(handed_out) + 1)) == handed_out
