"""Test a judge box over its own wire: does it answer, keep what it must, tell the time, and see every beam?

The box works all the while; its program is not stopped. Signals that a station has not fetched yet are never
acknowledged here: a box that holds any is tested no further.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from firmware.flasher.transport import BoardLink
from firmware.wire import Sentence, Splitter, encode

__all__ = ["Line", "Patience", "examine_box"]

HELLOS = 4
ANSWER_S_MAX = 2.0
RESENT_S_MAX = 2.0  # the box says again what is not acknowledged every 0.5 s
QUIET_S = 0.8
SYNCS = 10
CLOCK_SHARE_MAX = 0.01  # of the time measured: a crystal is a hundred times better, a broken clock far worse
TOKENS = ("1", "a,b", "$x*00", "100%", "ゲート")
LABEL = "self-test"
KEPT = ("signal", "start", "stop", "lost")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the result: what was tested, whether it is right, and the figures."""

    test: str
    """`answers`, `ring`, `idle`, `wire`, `clock`, `kept` or `beam`."""
    is_good: bool
    figures: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the test takes for what nobody can hurry; in seconds."""

    hello_s: float = 1.0
    """For an answer to one of four greetings."""
    clock_s: float = 1.0
    """How long the two clocks are compared."""
    beam_s: float = 60.0
    """For a hand in a beam."""


@dataclass(slots=True)
class _Talk:
    """The host's end of the wire: what was heard and not yet looked for."""

    link: BoardLink
    heard: list[Sentence] = field(default_factory=list)
    _splitter: Splitter = field(default_factory=Splitter)

    def say(self, kind: str, *args: str) -> None:
        self._take(self.link.exchange(encode(Sentence("host", 0, 0, 0, kind, args)), bool, 0.0))

    def wait(self, is_wanted: Callable[[Sentence], bool], seconds_max: float) -> Sentence | None:
        """Return the next sentence of that sort and forget what came before it; None: it did not come in time."""
        give_up_s = time.monotonic() + seconds_max
        while True:
            while self.heard:
                sentence = self.heard.pop(0)
                if is_wanted(sentence):
                    return sentence
            left_s = give_up_s - time.monotonic()
            if left_s <= 0:
                return None
            self._take(self.link.exchange(b"", bool, left_s))

    def _take(self, data: bytes) -> None:
        self.heard += [piece for _, piece in self._splitter.feed(data) if isinstance(piece, Sentence)]


def examine_box(
    port: str,
    *,
    beams: int = 0,
    on_beam: Callable[[int], None] | None = None,
    patience: Patience = Patience(),
) -> Iterator[Line]:
    """Test the box at a port, and yield each line as it is known.

    Args:
        beams: so many inputs, from the first, are to see their beam broken by hand; 0 looks only at their idle level.
        on_beam: called with an input's number (from 0) when its beam is to be broken.

    Raises: BoardNotFound, PortTaken, PortPermission, BoardVanished.
    """
    with BoardLink(port) as link:
        talk = _Talk(link)
        talk.link.exchange(b"\n", bool, 0.0)  # ends what was typed before
        hello = _hello(talk, patience.hello_s)
        if hello is None:
            yield Line("answers", False, {})
            return
        inputs = int(hello.args[1]) if hello.args[1].isdecimal() else 0
        yield Line("answers", True, {"version": hello.args[0], "inputs": inputs})
        waiting = _waiting(hello)
        yield Line("ring", waiting == 0, {"count": waiting})
        yield _idle(talk)
        yield _wire(talk)
        yield _clock(talk, patience.clock_s)
        if waiting:
            return
        yield _kept(talk)
        for number in range(min(beams, inputs)):
            if on_beam is not None:
                on_beam(number)
            yield _beam(talk, number, patience.beam_s)


def _hello(talk: _Talk, seconds_max: float) -> Sentence | None:
    """A box that is just starting does not hear the first greeting."""
    for _ in range(HELLOS):
        talk.say("hello")
        hello = talk.wait(lambda heard: heard.kind == "hello" and len(heard.args) >= 3, seconds_max)
        if hello is not None:
            return hello
    return None


def _waiting(hello: Sentence) -> int:
    """How many signals the box still keeps: from the oldest to the last one given."""
    oldest = hello.args[2]
    return hello.seq + 1 - int(oldest) if oldest.isdecimal() else 1


def _idle(talk: _Talk) -> Line:
    """Every input shows 1 while nothing breaks its beam."""
    talk.say("selftest")
    answer = talk.wait(lambda heard: heard.kind == "selftest" and len(heard.args) == 1, ANSWER_S_MAX)
    levels = answer.args[0] if answer else ""
    low = [str(number) for number, level in enumerate(levels) if level != "1"]
    return Line("idle", bool(levels) and not low, {"levels": levels, "low": " ".join(low)})


def _wire(talk: _Talk) -> Line:
    """What is sent comes back as it was, whatever characters are in it."""
    right, slowest_s = 0, 0.0
    for number in range(SYNCS):
        token = f"{TOKENS[number % len(TOKENS)]}{number}"
        begin_s = time.monotonic()
        talk.say("sync", token)
        answer = talk.wait(lambda heard: heard.kind == "sync", ANSWER_S_MAX)
        slowest_s = max(slowest_s, time.monotonic() - begin_s)
        right += answer is not None and answer.args == (token,)
    return Line("wire", right == SYNCS, {"right": right, "count": SYNCS, "slowest_ms": round(slowest_s * 1000)})


def _clock(talk: _Talk, seconds: float) -> Line:
    """The box's clock goes as fast as ours, as far as the way of a sentence lets us see."""
    first = _moment(talk)
    time.sleep(seconds)
    last = _moment(talk)
    if first is None or last is None:
        return Line("clock", False, {"ours_ms": 0, "theirs_ms": 0})
    ours_us, theirs_us = last[0] - first[0], last[1] - first[1]
    unsure_us = first[2] + last[2] + int(CLOCK_SHARE_MAX * ours_us)
    figures = {"ours_ms": round(ours_us / 1000), "theirs_ms": round(theirs_us / 1000)}
    return Line("clock", abs(ours_us - theirs_us) <= unsure_us, figures)


def _moment(talk: _Talk) -> tuple[int, int, int] | None:
    """(our time, the box's time, how unsure ours is), in microseconds."""
    sent_us = time.monotonic_ns() // 1000
    talk.say("sync", "time")
    answer = talk.wait(lambda heard: heard.kind == "sync" and heard.args == ("time",), ANSWER_S_MAX)
    come_us = time.monotonic_ns() // 1000
    return None if answer is None else ((sent_us + come_us) // 2, answer.time_us, come_us - sent_us)


def _kept(talk: _Talk) -> Line:
    """A signal comes, comes again until it is acknowledged, and then no more."""
    talk.say("start", LABEL)
    first = _signal(talk, "start", ANSWER_S_MAX)
    again = _signal(talk, "start", RESENT_S_MAX)
    _acknowledge(talk, again or first)
    talk.say("stop")
    stop = _signal(talk, "stop", ANSWER_S_MAX)
    _acknowledge(talk, stop)
    after = talk.wait(lambda heard: heard.kind in KEPT, QUIET_S) if stop else None
    steps = {"sent": first, "again": again, "stopped": stop}
    missing = [name for name, sentence in steps.items() if sentence is None] + (["forgotten"] if after else [])
    is_same = first is not None and again is not None and (first.seq, first.boot) == (again.seq, again.boot)
    return Line("kept", not missing and is_same, {"missing": " ".join(missing)})


def _beam(talk: _Talk, number: int, seconds_max: float) -> Line:
    """A beam that is broken is one signal of that input and of no other."""
    signal = _signal(talk, "signal", seconds_max)
    _acknowledge(talk, signal)
    seen = signal.args[0] if signal is not None and signal.args else ""
    return Line("beam", seen == str(number), {"input": number, "seen": seen or "-"})


def _signal(talk: _Talk, kind: str, seconds_max: float) -> Sentence | None:
    return talk.wait(lambda heard: heard.kind == kind, seconds_max)


def _acknowledge(talk: _Talk, sentence: Sentence | None) -> None:
    if sentence is not None:
        talk.say("ack", str(sentence.boot), str(sentence.seq))
