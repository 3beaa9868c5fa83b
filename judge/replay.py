"""A run heard again from its evidence: the raw bytes of the judge boxes through the same link, into events and signals.

For a run that is to be judged under a corrected definition, and for a field bug that is to be read from the record
alone. No port, no clock, no file: the pieces and their moments come from the journal (`read_all_evidence`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from judge.box_clock import BoxClock
from judge.facts import Signalled
from judge.link import BoxLink, ClockJumped, Event, SignalArrived, gate_of
from judge.open_run import OpenRun

__all__ = ["Piece", "Replayed", "ReplayedSignal", "replay_events", "replay_run"]


class Piece(Protocol):
    """Bytes that came from a box, or went to it, at a moment: `judge.journal.Chunk`."""

    @property
    def at_us(self) -> int:
        """The host's clock."""

    @property
    def raw(self) -> bytes:
        """The bytes."""

    @property
    def box(self) -> int:
        """Which box of the table."""

    @property
    def is_sent(self) -> bool:
        """True: they went to the box."""


class Replayed(NamedTuple):
    """An event of the link, while `run` was at the table."""

    at_us: int
    run: str | None
    box: int
    event: Event


class ReplayedSignal(NamedTuple):
    """A signal as the journal holds it: its moment in the run (None where no clock tells) and its body."""

    at_ms: int | None
    body: Signalled


@dataclass(slots=True)
class _Boxes:
    """The links of a table while a record is played; a judge that was started anew begins with what it had seen."""

    links: dict[int, BoxLink] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    at_us: int = 0

    def link(self, box: int, at_us: int) -> BoxLink:
        if at_us < self.at_us:
            self.links.clear()  # the host's clock began anew: another process, and nothing it asked is answered
        self.at_us = at_us
        return self.links.setdefault(box, BoxLink(seen=dict(self.seen)))


def replay_events(record: Iterable[tuple[str | None, Piece]]) -> Iterator[Replayed]:
    """Yield what the links heard, in order. Give it everything a station wrote, from the beginning: what a box's clock
    says was learned before the run."""
    return (replayed for replayed, _ in _replay(record))


def replay_run(
    record: Iterable[tuple[str | None, Piece]], run: str, gates: Sequence[Sequence[str]]
) -> list[ReplayedSignal]:
    """Return the signals of a run with their moments, made anew from the bytes alone.

    Args: gates: for each box the gate's name of each input, as the station had them, or as they should have been.
    """
    start: tuple[SignalArrived, int, BoxLink] | None = None
    found, heard = [], OpenRun(run)
    for replayed, link in _replay(record):
        event = replayed.event
        if replayed.run != run or not isinstance(event, SignalArrived):
            continue
        if event.kind == "start" and event.args[:1] == (run,) and start is None:
            start = (event, _host_us(link.clock(event.boot), event, replayed.at_us), link)
        elif event.kind == "signal":
            names = gates[replayed.box] if replayed.box < len(gates) else ()
            moment = _moment(start, event, link)
            at_ms = heard.in_order(replayed.box, *moment)[0] if moment is not None else None
            found.append(ReplayedSignal(at_ms, _body(event, names)))
    return found


def _replay(record: Iterable[tuple[str | None, Piece]]) -> Iterator[tuple[Replayed, BoxLink]]:
    boxes = _Boxes()
    for run, piece in record:
        link = boxes.link(piece.box, piece.at_us)
        if piece.is_sent:
            link.recall_sent(piece.raw, piece.at_us)
            continue
        link.receive(piece.raw, piece.at_us)
        while (event := link.next_event()) is not None:
            if isinstance(event, SignalArrived):
                boxes.seen[event.boot] = event.seq
            elif isinstance(event, ClockJumped):
                for other in boxes.links.values():
                    other.follow_jump(event)
            yield Replayed(piece.at_us, run, piece.box, event), link


def _moment(
    start: tuple[SignalArrived, int, BoxLink] | None, event: SignalArrived, link: BoxLink
) -> tuple[int, int] | None:
    """Return (milliseconds from the start, how unsure)."""
    if start is None:
        return None
    begun, begun_us, _ = start
    if begun.boot == event.boot:
        return (event.device_us - begun.device_us) // 1000, 0
    clock, first = link.clock(event.boot), start[2].clock(begun.boot)
    if clock is None:
        return None
    if first is not None:
        begun_us = first.host_us(begun.device_us)
    unsure_us = clock.error_at(event.device_us) + (first.error_at(begun.device_us) if first is not None else 0)
    return (clock.host_us(event.device_us) - begun_us) // 1000, unsure_us // 1000


def _host_us(clock: BoxClock | None, event: SignalArrived, at_us: int) -> int:
    return clock.host_us(event.device_us) if clock else at_us


def _body(event: SignalArrived, gates: Sequence[str]) -> Signalled:
    gate, count = gate_of(event, gates)
    return Signalled(gate, {"boot": event.boot, "seq": event.seq, "n": count}, event.device_us)
