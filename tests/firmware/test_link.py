"""A line: bytes in order, each when its time has come, and no more on the way than it holds."""

import random

from hypothesis import given
from hypothesis import strategies as st

from firmware.virtual.link import GRAIN_NS, LANE_BYTES_MAX, Lane, Link

SECOND_NS = 1_000_000_000
MS_NS = 1_000_000

links = st.builds(
    Link,
    baud=st.none() | st.integers(300, 1_000_000),
    latency_ms=st.integers(0, 50),
)
# What a client sends: a chunk, and how long it and the line's reader are busy with other things after it, in ns.
chunks = st.lists(st.tuples(st.binary(min_size=1, max_size=600), st.integers(0, 30 * MS_NS)), max_size=30)


@given(link=links, chunks=chunks)
def test_everything_arrives_in_order_and_never_early(link: Link, chunks: list[tuple[bytes, int]]) -> None:
    """Whatever the chunks and the moments: the same bytes, none before its rate and its latency allow."""
    lane, now = Lane(link), 0
    sent, arrived, handed_over = b"", b"", []  # handed_over[i]: when byte i was
    for chunk, pause_ns in chunks:
        while chunk:
            taken = chunk[: lane.room_bytes(now)]
            lane.put(taken, now)
            sent += taken
            handed_over += [now] * len(taken)
            chunk = chunk[len(taken) :]
            arrived += lane.take(now)
            if chunk:
                now = max(now + 1, lane.next_at() or 0)
        now += pause_ns
        before = len(arrived)
        arrived += lane.take(now)
        assert lane.size_bytes == len(sent) - len(arrived)
        for at in (before, len(arrived) - 1):
            if before <= at < len(arrived):
                assert now >= handed_over[at] + link.latency_ms * MS_NS
    while (next_at := lane.next_at()) is not None:
        now = max(now + 1, next_at)
        arrived += lane.take(now)

    assert sent == arrived
    if link.baud is not None:
        assert now * link.baud >= len(sent) * 10 * SECOND_NS


@given(link=links)
def test_a_line_that_nobody_empties_fills_and_stops(link: Link) -> None:
    """A sender who hands over all it may, while nothing is taken, is stopped: the line holds a bounded number."""
    lane, now = Lane(link), 0
    for _ in range(200):
        lane.put(bytes(lane.room_bytes(now)), now)
        now += 10 * MS_NS

    assert lane.room_bytes(now) == 0
    assert lane.size_bytes <= LANE_BYTES_MAX


def test_a_line_without_limits_costs_no_time() -> None:
    """What is put is there at once."""
    lane = Lane(Link())

    lane.put(b"abc", 7)

    assert b"abc" == lane.take(7)
    assert lane.next_at() is None


def test_a_short_message_is_looked_at_when_it_is_whole() -> None:
    """Ten bytes at 96,000 baud and 5 ms: one look at 6.05 ms finds them all, and nothing before."""
    lane = Lane(Link(baud=96_000, latency_ms=5))

    lane.put(b"0123456789", 0)

    at = lane.next_at()
    assert at == 5 * MS_NS + -(-10 * 10 * SECOND_NS // 96_000)
    assert b"" == lane.take(5 * MS_NS)
    assert b"0123456789" == lane.take(at)


def test_a_long_message_is_looked_at_in_grains() -> None:
    """While a long message comes in, its first bytes are handed on long before its last; no look costs a byte each."""
    lane = Lane(Link(baud=115_200))
    lane.put(bytes(200), 0)
    looks = 0

    while (at := lane.next_at()) is not None:
        assert lane.take(at)
        looks += 1

    assert looks <= 200 * 10 * SECOND_NS // 115_200 // GRAIN_NS + 1


def test_a_sender_that_keeps_up_gets_the_whole_rate() -> None:
    """A reader that looks when it is told to, and a sender that fills the room, reach 95 % of the rate."""
    for baud in (9_600, 115_200, 921_600):
        lane, now, count = Lane(Link(baud=baud, latency_ms=3)), 0, 0
        while now < SECOND_NS:
            lane.put(bytes(lane.room_bytes(now)), now)
            count += len(lane.take(now))
            next_at = lane.next_at()
            assert next_at is not None
            now = max(next_at, now + MS_NS)  # a poll is no finer than 1 ms

        assert 0.95 * baud / 10 <= count <= baud / 10


def test_jitter_delays_each_message_anew_and_lets_none_overtake() -> None:
    """300 ms at most, on top of the latency: bytes come in their order, no message early, and not all alike."""
    draws = random.Random(7)
    lane = Lane(Link(baud=115_200, latency_ms=5, jitter_ms=300), lambda most: draws.randint(0, most))
    sent: list[tuple[int, bytes]] = []
    arrived = bytearray()
    late_ms = set()
    for number in range(200):
        now = number * 50 * MS_NS
        sent.append((now, b"%03d" % number))
        lane.put(sent[-1][1], now)
        before = len(arrived)
        arrived += lane.take(now)
        for at, _ in sent[before // 3 : len(arrived) // 3]:
            assert now - at >= 5 * MS_NS
            late_ms.add((now - at) // MS_NS)
    arrived += lane.take(11 * SECOND_NS)

    assert b"".join(data for _, data in sent) == arrived
    assert max(late_ms) <= 355
    assert len(late_ms) > 3
