"""The run at a table, from its opening to the next one's, and the moments of what happens in it.

Rule: a signal's moment is its box's own. Within the boot that lit the start lamp no offset is needed at all; any other
boot's is told by its clock, with how unsure that is; where no clock tells, there is no moment. What a box tells later
happened later, whatever its clock is found to say meanwhile.
"""

from dataclasses import dataclass, field

from judge.box_clock import BoxClock
from judge.facts import Fact
from judge.link import ClockJumped, SignalArrived

__all__ = ["End", "OpenRun"]


@dataclass(slots=True)
class End:
    """The clock of a run was stopped."""

    fact: Fact
    at_ms: int
    host_us: int | None
    """The host's clock when somebody said so; None: the moment was given."""
    clock_ms: int
    """What the host's clock said of the run then; `at_ms` is no sooner than what had been told before."""
    floor_ms: int
    agreed: dict[int, int]
    """`BoxLink.agreed` of all boxes: tells whether a jump that is found out later came before this or after it."""
    right_ms: int | None = None
    """What it should have been if the host's clock had jumped before it."""


@dataclass(slots=True)
class OpenRun:
    """Times on the host's clock are in microseconds."""

    run: str
    asked_us: int | None = None
    """When the box was first asked for its lamp."""
    started_us: int | None = None
    unsure_us: int = 0
    """How far the start may be from that."""
    box_start: tuple[int, int] | None = None
    """(boot, device time in microseconds) of the start lamp."""
    is_dark: bool = False
    """The box said that its lamp is out again."""
    dark_ms: int | None = None
    """When that was, by the box's clock, as late as it may be."""
    is_settled: bool = False
    """Somebody agreed to its end, or disputes it."""
    end: End | None = None
    """Its clock has stopped. The run stays at the table until the next is opened, so that what the box sends late is
    written down as this run's and asked about, not lost; what it saw before this moment is this run's even then."""
    agreed_at_start: dict[int, int] = field(default_factory=dict)
    """`BoxLink.agreed` of all boxes when the run began."""
    floor_ms: int = 0
    """The referee has seen what happened up to this moment: whatever is called now happened after it."""
    _told: dict[int, tuple[int, int]] = field(default_factory=dict)
    """For each box the last moment that was written down of it, and how unsure that is, both in milliseconds."""

    @property
    def is_asked(self) -> bool:
        """The box was asked for its lamp."""
        return self.asked_us is not None

    @property
    def is_started(self) -> bool:
        """Its clock has started."""
        return self.started_us is not None

    @property
    def is_running(self) -> bool:
        """Its clock has started and not stopped."""
        return self.is_started and not self.is_over

    @property
    def is_over(self) -> bool:
        """Its clock has stopped."""
        return self.end is not None

    @property
    def ended_ms(self) -> int | None:
        """When its clock was stopped, in milliseconds from the start."""
        return self.end.at_ms if self.end is not None else None

    def start_by_box(self, clock: BoxClock | None, signal: SignalArrived, now_us: int) -> None:
        """Take the moment of the lamp: between our asking and its answer, and there where the box's clock says.

        Where these two contradict each other, the clock that contradicts all others may have jumped: then the first.
        """
        self.box_start = (signal.boot, signal.device_us)
        low_us, high_us = min(now_us, now_us if self.asked_us is None else self.asked_us), now_us
        if clock is not None:
            told_us, error_us = clock.host_us(signal.device_us), clock.error_at(signal.device_us)
            if told_us - error_us <= high_us and low_us <= told_us + error_us:
                low_us, high_us = max(low_us, told_us - error_us), min(high_us, told_us + error_us)
        self.started_us = (low_us + high_us) // 2
        self.unsure_us = high_us - self.started_us

    def follow_jump(self, jump: ClockJumped, start_clock: BoxClock | None) -> None:
        """The host's clock jumped: what was written down of it jumps too. `start_clock`: of the boot that lit the lamp.

        A start that no exchange has followed may lie on either side of it; then only the box that lit the lamp knows.
        """
        if self.started_us is None:
            return
        if start_clock is not None and self.box_start is not None and self.box_start[0] == jump.boot:
            self.started_us = start_clock.host_us(self.box_start[1])
            self.unsure_us = start_clock.error_at(self.box_start[1])
        elif _is_after(jump, self.agreed_at_start):
            self.started_us += jump.by_us
            self.unsure_us += jump.unsure_us
        else:
            self.unsure_us += abs(jump.by_us) + jump.unsure_us
        if self.end is not None and self.end.host_us is not None and not _is_after(jump, self.end.agreed):
            self.end.right_ms = (self.end.host_us - self.started_us) // 1000

    def is_doubted_by(self, jump: ClockJumped) -> bool:
        """The host's clock jumped while the run was on, or its end was stamped before anybody knew of it."""
        return self.started_us is not None and (self.end is None or not _is_after(jump, self.end.agreed))

    def right_end_ms(self) -> int | None:
        """Return when the run really ended, where its end was stamped wrong for certain; else None.

        The host's clock jumped just before or just after the end. It ended after all that had been told by then, and
        before the lamp went out: where only one of the two fits, it is that one.
        """
        end, dark_ms = self.end, self.dark_ms
        if end is None or end.right_ms is None or dark_ms is None or self.is_settled:
            return None
        is_right = end.floor_ms <= end.clock_ms <= dark_ms
        return end.right_ms if not is_right and end.floor_ms <= end.right_ms <= dark_ms else None

    def moment(
        self, clock: BoxClock | None, signal: SignalArrived, start_clock: BoxClock | None
    ) -> tuple[int, int] | None:
        """Return (milliseconds from the start by the box's clock, how unsure that is in milliseconds).

        Args: clock: of the signal's boot. start_clock: of the boot that lit the lamp, if it is on; None: the start is
        where it was written down.
        None: the run has not started, or no clock tells.
        """
        if self.started_us is None:
            return None
        if self.box_start is not None and self.box_start[0] == signal.boot:
            return (signal.device_us - self.box_start[1]) // 1000, 0
        if clock is None:
            return None
        started_us, unsure_us = self.started_us, self.unsure_us
        if start_clock is not None and self.box_start is not None:
            started_us, unsure_us = start_clock.host_us(self.box_start[1]), start_clock.error_at(self.box_start[1])
        unsure_us += clock.error_at(signal.device_us)
        return (clock.host_us(signal.device_us) - started_us) // 1000, unsure_us // 1000

    def clock_ms(self, host_us: int) -> int:
        """Return what the host's clock says of the run at a moment; 0 before its start."""
        return (host_us - self.started_us) // 1000 if self.started_us is not None else 0

    def at_ms(self, host_us: int) -> int:
        """Return the run's time at a moment of the host's clock: never before what the boxes have told by now."""
        return max(self.floor_ms, self.clock_ms(host_us))

    def begin_anew(self, box: int) -> None:
        """A box lost its power in this run: whatever it tells from now on happened after the start."""
        self._told.setdefault(box, (0, 0))

    def in_order(self, box: int, at_ms: int, unsure_ms: int) -> tuple[int, int]:
        """Return a moment, and how unsure it is, such that it is not before what this box told before.

        A later exchange may put the clock back by as much as it was unsure. By more than that a clock must have jumped
        where nothing could tell by how much: then it is as unsure as the two moments are apart.
        """
        told = self._told.get(box)
        if told is not None and at_ms < told[0]:
            apart_ms, known_ms = told[0] - at_ms, max(unsure_ms, told[1])
            unsure_ms = known_ms if apart_ms <= unsure_ms + told[1] + 1 else apart_ms + known_ms
            at_ms = told[0]
        self._told[box] = (at_ms, unsure_ms)
        self.floor_ms = max(self.floor_ms, at_ms - unsure_ms)
        return at_ms, unsure_ms


def _is_after(jump: ClockJumped, agreed: dict[int, int]) -> bool:
    """A jump came after the moment at which so many exchanges had agreed: one more was under way then."""
    return jump.agreed > agreed.get(jump.boot, -1) + 1
