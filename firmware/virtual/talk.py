"""What boards say to the field and hear from it, all at one moment: time does not pass in this module.

The world (`world.World`) is this, and a clock that moves. Answers, edges and lost boards are handled here, and so is
the watch over a program that never waits.
"""

import os
import socket
import time
from collections.abc import Callable

from firmware.virtual import events, processes
from firmware.virtual.ahead import Ahead
from firmware.virtual.channel import EDGE, HALT, HELLO, IRQ, PASS, READ, READ_COST_US, SYNC, WAIT, WRITE, Channel, Frame
from firmware.virtual.field import Field
from firmware.virtual.field_errors import BoardMissing
from firmware.virtual.looking import POLLIN, new_looker
from firmware.virtual.ports import Edge
from firmware.virtual.seat import Seat, State
from firmware.virtual.wiring import PENDING_PIN

__all__ = ["Talk"]

SILENT_S = 5.0
FRAMES_UNASKED_MAX = 4096


def no_listener(_: events.WorldEvent) -> None:
    """Nobody wants to know."""


class Talk:
    """Boards in their seats around one field, at the moment `now_us`."""

    def __init__(
        self,
        field: Field,
        *,
        on_event: Callable[[events.WorldEvent], None] = no_listener,
        is_through: Callable[[int], bool] | None = None,
        idle: Callable[[], None] = lambda: None,
        cpu_limit_s: float = 5.0,
        is_pinned: bool = True,
    ) -> None:
        """Args:
        is_through: whether gate edge N is safe with the judge; one that is not is delivered again to a box that starts
            anew. Without it an edge is through once the box has fetched it.
        idle: called while the world waits for boards. cpu_limit_s: CPU time a program may use between two exchanges.
        """
        self.field = field
        self.now_us = field.now_us
        self.exchanges = 0
        self._on_event = on_event
        self._is_through = is_through
        self._idle = idle
        self._cpu_limit_s = cpu_limit_s
        self._is_pinned = is_pinned
        self._seats: list[Seat] = []
        self._poll = new_looker()
        self._edge_count = 0
        self._open: list[tuple[int, Edge]] = []

    def attach(self, name: str, sock: socket.socket, *, role: str, parent_pid: int | None = None) -> None:
        """Give a board a seat; a lost one of the same name makes room for it.

        Args: role: "robot" or "judge_box". parent_pid: only a process below this one (default: ours) is ever
        interrupted or killed on the board's word that it is its own.
        """
        taken = self._find(name)
        if taken is not None:
            if not taken.is_lost:
                raise ValueError(f"board {name} is attached already")
            self.detach(name)
        seat = Seat(name, role, Channel(sock), self.field.port(role), parent_pid or os.getpid(), Ahead(self.field))
        if taken is not None:
            seat.was_here = taken.was_here
        self._seats.append(seat)
        self._poll.register(sock, POLLIN)

    def detach(self, name: str) -> None:
        """Take a board out and close its channel."""
        seat = self._seat(name)
        if not seat.is_lost:
            self._poll.unregister(seat.channel.descriptor)
        seat.channel.close()
        self._seats.remove(seat)

    def is_here(self, name: str) -> bool:
        """Whether the board's program has begun to use the field and is not over."""
        seat = self._find(name)
        return seat is not None and seat.state is not State.AWAY

    def device_us(self, name: str) -> int:
        """The board's own time at its last question."""
        return self._seat(name).device_us

    def _answer(self, seat: Seat) -> None:
        """Answer what the seat asked, now."""
        if seat.op == READ:
            value = seat.port.read(seat.pin, seat.kind, self.now_us)
        else:
            value = 1 if seat.edges and seat.has_edge() else 0
        self._say(seat, self.now_us, value)

    def _say(self, seat: Seat, now_us: int, value: int) -> None:
        seat.state = State.BUSY
        seat.debt_us = 0
        seat.last_us = self.now_us
        seat.habits.nothing_told()
        self.exchanges += 1
        seat.channel.answer(now_us, value, bool(seat.edges) or seat.is_loose)

    def _say_ahead(self, seat: Seat, value: int, until_us: int, far_us: int) -> None:
        """Answer now, and tell what the board will probably do, up to `far_us`; the field may change at `until_us`."""
        seat.state = State.BUSY
        seat.debt_us = 0
        seat.last_us = now_us = self.now_us
        self.exchanges += 1
        words = seat.habits.tell(seat.op, seat.pin, seat.kind, now_us, until_us, far_us)
        seat.channel.answer(now_us, value, bool(seat.edges), words)

    def _deliver(self, edge: Edge) -> None:
        """Hand an edge to the board it belongs to; a gate's edge is kept until it is through."""
        number = 0
        if edge.gate is not None:
            self._edge_count = number = self._edge_count + 1
            self._on_event(events.GatePassed(number, edge.gate, edge.at_us))
            if edge.pin >= 0 and any(seat.role == edge.role for seat in self._seats):
                self._open.append((number, edge))
        for seat in self._seats:
            if seat.role == edge.role and (seat.listens_to(edge) or (number and edge.pin >= 0 and not seat.armed)):
                seat.edges.append((number, edge))
                if seat.state is State.ASKS and seat.op != READ and seat.has_edge():
                    seat.wake_us = self.now_us

    def _hear_all(self, wait_ms: int) -> None:
        """Take what any board has sent."""
        for fd, _ in self._poll.poll(wait_ms):
            for seat in list(self._seats):
                if not seat.is_lost and seat.channel.descriptor == fd:
                    frames = seat.channel.receive(wait=False)
                    if frames:
                        self._take(seat, frames)
                    elif seat.channel.is_closed:
                        self._lose(seat)

    def _take(self, seat: Seat, frames: list[Frame]) -> None:
        """Apply a board's frames in order; after its question the seat ASKS."""
        seat.cpu_s = None
        seat.is_silent = False
        is_free = True  # no command since the answer
        if seat.ahead.is_out:
            self._settle(seat, frames)
        for op, pin, kind, value in frames:
            if op == PASS:
                if value > 0:
                    seat.debt_us += value
                seat.used = pin
            elif READ >= op >= WAIT:
                if seat.state is State.ASKS:  # the earlier question was interrupted; its answer is thrown away there
                    self._say(seat, self.now_us, 0)
                seat.op, seat.pin, seat.kind = op, pin, kind
                cost_us = READ_COST_US if op == READ or value <= 0 else value
                seat.wake_us = self.now_us + seat.debt_us + cost_us
                if seat.edges and op != READ and seat.has_edge():
                    seat.wake_us = self.now_us
                seat.state = State.ASKS
                seat.frames_unasked = seat.strikes = 0
                seat.habits.learn(seat.used, op, pin, kind, seat.wake_us, is_free=is_free)
                seat.used = 0
            elif op == WRITE:
                is_free = False
                seat.debt_us += READ_COST_US
                seat.port.write(pin, kind, value)
                if pin == PENDING_PIN and seat.role == "judge_box":
                    seat.is_pending = bool(value)
            elif op == IRQ:
                is_free = False
                seat.debt_us += READ_COST_US
                seat.armed[pin] = kind
            elif op == EDGE:
                self._give_edge(seat)
            elif op == SYNC:
                self._echo(seat, value)
            elif op == HELLO:
                self._greet(seat, value)
            elif op == HALT:
                self._halt(seat)
        if seat.state is not State.ASKS:
            seat.frames_unasked += len(frames)
            if seat.frames_unasked > FRAMES_UNASKED_MAX:
                self._watch(seat)

    def _settle(self, seat: Seat, frames: list[Frame]) -> None:
        """Bring clock and field to where the board has come by what it was told ahead; its first word says that."""
        op, used, _, _ = frames[0]
        if op == SYNC:  # what it used comes with its next word
            return
        moment_us = seat.ahead.settle(used if op == PASS else 0)
        if moment_us > self.now_us:
            seat.debt_us -= moment_us - self.now_us  # which that word counts from the answer
            self.now_us = seat.last_us = moment_us

    def _greet(self, seat: Seat, pid: int) -> None:
        """HELLO: a program begins. Gate edges that are not through come to it again."""
        seat.port.forget()
        seat.begin(self.now_us)
        seat.pid = pid if pid > 0 and processes.is_descendant(pid, seat.parent_pid) else 0
        if self._is_pinned and seat.pid:
            processes.pin(seat.pid)
        if seat.role == "judge_box":
            self._drop_what_is_through()
            seat.edges.extend(entry for entry in self._open if entry not in seat.edges)
        self._say(seat, self.now_us, pid)
        self._on_event(events.BoardHere(seat.name, self.now_us))

    def _give_edge(self, seat: Seat) -> None:
        """EDGE: the next edge with its own moment (now, for one that is older than the program)."""
        found = seat.take_edge()
        debt_us = seat.debt_us
        if found is None:
            self._say(seat, self.now_us, -1)
        else:
            number, edge = found
            if self._is_through is None:
                self._open = [entry for entry in self._open if entry[0] != number]
            at_us = edge.at_us if edge.at_us >= seat.born_us else self.now_us
            self._say(seat, at_us, edge.pin << 1 | edge.level)
        seat.debt_us = debt_us

    def _echo(self, seat: Seat, mark: int) -> None:
        """SYNC: a Ctrl-C broke a question off. The board throws away every answer before its own mark."""
        debt_us = seat.debt_us
        if seat.state is State.ASKS:
            self._say(seat, self.now_us, 0)
        self._say(seat, self.now_us, mark)
        seat.debt_us = debt_us

    def _drop_what_is_through(self) -> None:
        is_through = self._is_through
        if is_through is not None:
            self._open = [entry for entry in self._open if not is_through(entry[0])]

    def _halt(self, seat: Seat) -> None:
        if seat.state is State.ASKS:
            self._say(seat, self.now_us, 0)
        was_here = seat.state is not State.AWAY
        seat.state = State.AWAY
        seat.is_loose = True
        seat.is_pending = False
        seat.debt_us = 0
        seat.edges.clear()
        seat.armed.clear()
        if was_here:
            self._on_event(events.BoardHalted(seat.name, self.now_us))

    def _lose(self, seat: Seat) -> None:
        seat.ahead.settle(0)
        seat.state = State.AWAY
        seat.is_lost = True
        seat.is_pending = False
        self._poll.unregister(seat.channel.descriptor)
        self._on_event(events.BoardLost(seat.name, self.now_us))

    def _watch(self, seat: Seat) -> None:
        """Notice a program that computes without ever asking (CPU time), or that waits for its serial line."""
        cpu_s = processes.cpu_seconds(seat.pid) if seat.pid else None
        now_s = time.monotonic()
        if seat.cpu_s is None or cpu_s is None:
            seat.cpu_s, seat.heard_s = cpu_s, now_s
            return
        if cpu_s - seat.cpu_s >= self._cpu_limit_s:
            seat.cpu_s = cpu_s
            seat.strikes += 1
            was_killed = seat.strikes > 1
            (processes.kill if was_killed else processes.interrupt)(seat.pid)
            self._on_event(events.ProgramNeverWaits(seat.name, seat.device_us, was_killed))
        elif not seat.is_silent and now_s - seat.heard_s > SILENT_S and cpu_s - seat.cpu_s < SILENT_S / 100:
            seat.is_silent = True
            self._on_event(events.BoardSilent(seat.name, seat.device_us))

    def _find(self, name: str) -> Seat | None:
        return next((seat for seat in self._seats if seat.name == name), None)

    def _seat(self, name: str) -> Seat:
        seat = self._find(name)
        if seat is None:
            raise BoardMissing(name)
        return seat
