"""The run at a table, from its opening to the next one's, and the moments of what happens in it.

Rule: a signal's moment is its box's own. Within the boot that lit the start lamp no offset is needed at all; any other
boot's is told by its clock, with how unsure that is; where no clock tells, there is no moment.
"""

from dataclasses import dataclass

from judge.box_line import BoxLine
from judge.link import SignalArrived

__all__ = ["OpenRun"]


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
    ended_ms: int | None = None
    """Its clock has stopped. The run stays at the table until the next is opened, so that what the box sends late is
    written down as this run's and asked about, not lost; what it saw before this moment is this run's even then."""

    @property
    def is_asked(self) -> bool:
        """The box was asked for its lamp."""
        return self.asked_us is not None

    @property
    def is_over(self) -> bool:
        """Its clock has stopped."""
        return self.ended_ms is not None

    def start_by_box(self, line: BoxLine, signal: SignalArrived, now_us: int) -> None:
        """Take the moment of the lamp: between our asking and its answer, whatever the clocks say."""
        self.box_start = (signal.boot, signal.device_us)
        clock = line.link.clock(signal.boot)
        asked_us = now_us if self.asked_us is None else self.asked_us
        told_us = clock.host_us(signal.device_us) if clock else now_us
        self.started_us = min(max(told_us, asked_us), now_us)
        waited_us = now_us - asked_us
        self.unsure_us = min(clock.error_at(signal.device_us), waited_us) if clock else waited_us

    def follow_jump(self, by_us: int, unsure_us: int) -> None:
        """The host's clock jumped: what was written down of it jumps too."""
        if self.started_us is not None:
            self.started_us += by_us
            self.unsure_us += unsure_us

    def moment(self, line: BoxLine, signal: SignalArrived, first: BoxLine) -> tuple[int, int] | None:
        """Return (milliseconds from the start by the box's clock, how unsure that is in milliseconds).

        Args: line: of the box that signalled. first: of the box that is asked for the lamp.
        None: the run has not started, or no clock tells.
        """
        if self.started_us is None:
            return None
        if self.box_start is not None and self.box_start[0] == signal.boot:
            return (signal.device_us - self.box_start[1]) // 1000, 0
        clock = line.link.clock(signal.boot)
        if clock is None:
            return None
        started_us, unsure_us = self._start(first, self.started_us)
        unsure_us += clock.error_at(signal.device_us)
        return (clock.host_us(signal.device_us) - started_us) // 1000, unsure_us // 1000

    def _start(self, first: BoxLine, started_us: int) -> tuple[int, int]:
        """Return (the start on the host's clock, how unsure), by the starting box's clock as it is known now."""
        if self.box_start is not None and first.box is not None and first.box.boot == self.box_start[0]:
            clock = first.link.clock(first.box.boot)
            if clock is not None:
                return clock.host_us(self.box_start[1]), clock.error_at(self.box_start[1])
        return started_us, self.unsure_us
