"""One clock, one field, several boards in lock-step.

Time moves only when every board that takes part waits for it. Boards are answered in the order of (moment, order of
attaching), so equal seeds and programs give equal runs. Time stands still while a judge box shows that a signal is not
yet safe, while a judge box is away after it was here, and in `hold`; a judge box's operations then cost nothing.

Rule: the wall clock is looked at only to notice that nothing moves; it never decides what happens in the field.
"""

import time
from collections.abc import Callable

from firmware.virtual import events, processes
from firmware.virtual.channel import POLL, READ
from firmware.virtual.field import Field
from firmware.virtual.field_errors import WorldStuck
from firmware.virtual.seat import Seat, State
from firmware.virtual.talk import Talk, no_listener

__all__ = ["World"]

SLOT_US = 20_000  # sockets of boards that owe nothing are looked at, and the pace is kept, this often
HELD = 2
LOOSE_MS = 5  # how long the world waits for somebody's next operation at the REPL
STILL_POLL_MS = 2


class World(Talk):
    """Boards and a field on one clock, `now_us`, which starts at 0 and never goes back."""

    def __init__(
        self,
        field: Field,
        *,
        on_event: Callable[[events.WorldEvent], None] = no_listener,
        is_through: Callable[[int], bool] | None = None,
        pace: Callable[[int], None] | None = None,
        idle: Callable[[], None] = lambda: None,
        cpu_limit_s: float = 5.0,
        still_limit_s: float = 60.0,
        is_pinned: bool = True,
    ) -> None:
        """Args: pace: called every SLOT_US of field time (a live screen sleeps in it). still_limit_s: wall time without
        a move before WorldStuck. is_pinned: keep the world and its boards on one core. The others: see Talk.
        """
        super().__init__(
            field, on_event=on_event, is_through=is_through, idle=idle, cpu_limit_s=cpu_limit_s, is_pinned=is_pinned
        )
        self._pace = pace
        self._still_limit_s = still_limit_s
        self._slot_us = 0

    def run(self, until: Callable[[], bool], limit_us: int) -> bool:
        """Let time pass until `until()`, at most `limit_us` from now; return whether it came true.

        Raises: WorldStuck: time stood still too long.
        """
        end_us = self.now_us + limit_us
        with processes.one_core(self._is_pinned, [seat.pid for seat in self._seats]):
            while True:
                if len(self._seats) == 1 and not self._seats[0].is_loose:
                    is_heard = self._converse(self._seats[0], until, end_us)
                else:
                    is_heard = True
                    for seat in self._seats:
                        while is_heard and seat.state is State.BUSY:
                            is_heard = self._listen(seat, end_us)
                if until():
                    return True
                if not is_heard:
                    continue
                why = self._why_still()
                if why:
                    self._stand_still(lambda: not self._why_still(), self._still_limit_s, why)
                elif self.now_us >= end_us:
                    return False
                else:
                    self._step(end_us)

    def hold(self, until: Callable[[], bool], timeout_s: float, *, is_over: bool = False) -> None:
        """Stand still until `until()`; judge boxes go on (they serve their serial line), robots wait.

        Args: is_over: robots go on too, at this very moment: what a program does on its way out moves nothing any more.
        Raises: WorldStuck: not within `timeout_s` of wall time.
        """
        with processes.one_core(self._is_pinned, [seat.pid for seat in self._seats]):
            self._stand_still(until, timeout_s, "held", is_over=is_over)

    # Time passes.

    def _step(self, end_us: int) -> None:
        """Move the clock to the next moment at which something happens, and let it happen."""
        target_us = min(end_us, self._slot_us + SLOT_US)
        for seat in self._seats:
            if seat.state is State.ASKS and seat.wake_us < target_us:
                target_us = seat.wake_us
        if target_us > self.now_us:
            edge = self.field.advance(target_us)
            if edge is not None:
                self.now_us = max(self.now_us, edge.at_us)
                self._deliver(edge)
                return
            self.now_us = target_us
        if self.now_us >= self._slot_us + SLOT_US:
            self._end_slot()
        for seat in self._seats:
            if seat.state is State.ASKS and seat.wake_us <= self.now_us:
                self._answer(seat)

    def _end_slot(self) -> None:
        """Every SLOT_US: hear boards that owe nothing (new, interrupted or lost ones); keep the pace."""
        self._slot_us = self.now_us
        self._hear_all(0)
        if self._pace is not None:
            self._pace(self.now_us)

    # Boards speak.

    def _converse(self, seat: Seat, until: Callable[[], bool], end_us: int) -> bool:
        """A board alone: hear its question, let time pass up to its moment, answer, and so on.

        Until something else is to be done than that: then everything stands as the slower way expects it. Returns
        whether anything was heard. This is what a try of a program does nearly all its time.
        """
        channel, field, port = seat.channel, self.field, seat.port
        while True:
            if seat.state is State.BUSY:
                frames = channel.receive(wait=True)
                if not frames:
                    seat.ahead.step_back()
                    return self._hear_nothing(seat)
                self._take(seat, frames)
                if seat.state is State.BUSY:  # what came was answered at once
                    continue
            if seat.state is not State.ASKS or seat.is_loose or seat.is_pending or until():
                return True
            wake_us, now_us = seat.wake_us, self.now_us
            far_us = end_us if end_us < self._slot_us + SLOT_US else self._slot_us + SLOT_US
            if wake_us >= far_us:
                return True
            if wake_us > now_us:
                if seat.op != READ or field.has_edges or wake_us >= now_us - now_us % 1000 + 1000:
                    edge = field.advance(wake_us)
                    if edge is not None:
                        self.now_us = max(now_us, edge.at_us)
                        self._deliver(edge)
                        continue
                self.now_us = now_us = wake_us
            value = port.read(seat.pin, seat.kind, now_us) if seat.op == READ else 1 if seat.has_edge() else 0
            if field.has_edges:
                self._say(seat, now_us, value)
            else:
                until_us = now_us - now_us % 1000 + 1000
                self._say_ahead(seat, value, until_us if until_us < far_us else far_us, far_us)

    def _listen(self, seat: Seat, end_us: int) -> bool:
        """Wait a moment for the board's next question; return whether anything came.

        A reading that is due before anything else can happen is answered at once, and the board heard again: this is
        the path that a control loop takes most.
        """
        if seat.is_loose and not any(fd == seat.channel.descriptor for fd, _ in self._poll.poll(LOOSE_MS)):
            seat.state = State.AWAY
            return True
        channel, port = seat.channel, seat.port
        horizon_us = self._horizon_us(seat, end_us)
        while True:
            frames = channel.receive(wait=True)
            if not frames:
                break
            self._take(seat, frames)
            if seat.op != READ or seat.wake_us >= horizon_us or seat.state is not State.ASKS:
                return True
            if seat.is_loose or seat.is_pending:
                return True
            self.now_us = seat.wake_us
            self._say(seat, seat.wake_us, port.read(seat.pin, seat.kind, seat.wake_us))
        return self._hear_nothing(seat)

    def _hear_nothing(self, seat: Seat) -> bool:
        """Nothing came for a while: is the board gone, does it compute for ever? Returns whether that is news."""
        if seat.channel.is_closed:
            self._lose(seat)
            return True
        self._watch(seat)
        self._idle()
        return False

    def _horizon_us(self, seat: Seat, end_us: int) -> int:
        """Until when nothing can happen but what this board does: no step of the physics, nobody else's turn."""
        if self.field.has_edges or self._why_still():
            return 0
        horizon_us = min(end_us, self.now_us - self.now_us % 1000 + 1000, self._slot_us + SLOT_US)
        for other in self._seats:
            if other is not seat:
                if other.state is State.BUSY:
                    return 0
                if other.state is State.ASKS and other.wake_us < horizon_us:
                    horizon_us = other.wake_us
        return horizon_us

    # Nothing moves.

    def _why_still(self) -> str:
        """Why time must not pass; empty when it may."""
        for seat in self._seats:
            if seat.is_pending:
                return f"{seat.name} holds a signal that is not acknowledged"
            if seat.role == "judge_box" and seat.was_here and seat.state is State.AWAY:
                return f"{seat.name} is away"
        return ""

    def _stand_still(self, until: Callable[[], bool], timeout_s: float, why: str, *, is_over: bool = False) -> None:
        """Serve judge boxes at the same moment until `until()` and every board that takes part has asked."""
        began_s = time.monotonic()
        while True:
            is_done = until()
            if is_done and not any(seat.state is State.BUSY for seat in self._seats):
                return
            if not is_done:
                for seat in self._seats:
                    if seat.state is State.ASKS and (is_over or seat.role == "judge_box" or seat.op == POLL):
                        self._answer_free(seat)
            self._hear_all(STILL_POLL_MS)
            for seat in self._seats:
                if seat.state is State.BUSY:
                    self._watch(seat)
            self._idle()
            waited_s = time.monotonic() - began_s
            if waited_s > timeout_s:
                raise WorldStuck(why, self.now_us, waited_s)

    def _answer_free(self, seat: Seat) -> None:
        """Answer at this very moment: while time stands still nothing costs time, and no wait is worth waiting for."""
        if seat.op != READ and not (seat.edges and seat.has_edge()):
            self._say(seat, self.now_us, HELD)
        else:
            self._answer(seat)
