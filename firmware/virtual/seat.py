"""One board's seat in the world: what it asked, when it is to be answered, and which edges wait for it."""

from collections import deque
from enum import Enum, auto

from firmware.virtual.ahead import Ahead
from firmware.virtual.channel import Channel
from firmware.virtual.habits import Habits
from firmware.virtual.ports import BoardPort, Edge

__all__ = ["Seat", "State"]

FALLING, RISING = 1, 2


class State(Enum):
    """Who moves next."""

    AWAY = auto()  # not taking part: no HELLO yet, its program is over, or its process is gone
    BUSY = auto()  # the board computes; the world waits for its next question
    ASKS = auto()  # the world owes it an answer at `wake_us`


class Seat:
    """State of one attached board. `debt_us` is what it spent since its last answer, by itself."""

    __slots__ = (
        "ahead",
        "armed",
        "born_us",
        "channel",
        "cpu_s",
        "debt_us",
        "edges",
        "frames_unasked",
        "habits",
        "heard_s",
        "is_loose",
        "is_lost",
        "is_pending",
        "is_silent",
        "kind",
        "last_us",
        "name",
        "op",
        "parent_pid",
        "pid",
        "pin",
        "port",
        "role",
        "state",
        "strikes",
        "used",
        "wake_us",
        "was_here",
    )

    def __init__(self, name: str, role: str, channel: Channel, port: BoardPort, parent_pid: int, ahead: Ahead) -> None:
        self.name = name
        self.role = role
        self.channel = channel
        self.port = port
        self.parent_pid = parent_pid
        self.pid = 0  # 0: unknown, or not to be touched
        self.state = State.AWAY
        self.op = self.pin = self.kind = 0
        self.wake_us = 0
        self.debt_us = 0
        self.born_us = 0
        self.last_us = 0  # the field's clock at the last exchange
        self.armed: dict[int, int] = {}
        self.edges: deque[tuple[int, Edge]] = deque()
        self.is_pending = False  # the box's lamp "a signal is not yet safe"
        self.is_loose = False  # somebody types at the REPL: never wait for this board
        self.is_lost = False
        self.was_here = False
        self.is_silent = False
        self.cpu_s: float | None = None
        self.heard_s = 0.0
        self.strikes = 0
        self.frames_unasked = 0
        self.ahead = ahead
        self.habits = Habits(port, ahead)
        self.used = 0  # steps told ahead that the board used before its question

    @property
    def device_us(self) -> int:
        """The board's own time at the last exchange."""
        return self.last_us - self.born_us

    def listens_to(self, edge: Edge) -> bool:
        """Whether a handler is armed for this edge."""
        return bool(self.armed.get(edge.pin, 0) & (RISING if edge.level else FALLING))

    def has_edge(self) -> bool:
        """Whether an edge waits that a handler is armed for."""
        return bool(self.edges) and any(self.listens_to(edge) for _, edge in self.edges)

    def take_edge(self) -> tuple[int, Edge] | None:
        """The first edge that a handler is armed for."""
        for at, (number, edge) in enumerate(self.edges):
            if self.listens_to(edge):
                del self.edges[at]
                return number, edge
        return None

    def begin(self, now_us: int) -> None:
        """A program began: nothing is armed, no lamp is on, its clock starts."""
        self.armed.clear()
        self.is_pending = self.is_loose = self.is_silent = False
        self.was_here = True
        self.debt_us = 0
        self.born_us = self.last_us = now_us
        self.used = 0
        self.habits.forget()
        self.strikes = 0
