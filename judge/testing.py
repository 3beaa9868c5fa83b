"""Stand-ins that ship with the product: a clock and a port that do what a test or a lesson says.

They replace the shells only (a clock, a cable), never a rule.
"""

from collections import deque
from dataclasses import dataclass, field

from judge.errors import PortGone

__all__ = ["FakeClock", "FakePort"]


@dataclass(slots=True)
class FakeClock:
    """A clock that moves when it is told to."""

    now_us: int = 0

    def __call__(self) -> int:
        """Return the moment, in microseconds."""
        return self.now_us

    def pass_ms(self, ms: int) -> None:
        """Let MS milliseconds pass."""
        self.now_us += ms * 1000


@dataclass(slots=True)
class FakePort:
    """A cable with a script: each read gives the next piece; None in the script pulls the plug."""

    script: deque[bytes | None] = field(default_factory=deque)
    written: bytearray = field(default_factory=bytearray)
    is_closed: bool = False

    def read(self) -> bytes:
        """Return the next scripted piece, or nothing. Raises: PortGone: the script pulled the plug."""
        if not self.script:
            return b""
        piece = self.script.popleft()
        if piece is None:
            raise PortGone("fake")
        return piece

    def write(self, data: bytes) -> None:
        """Keep what was written."""
        self.written += data

    def close(self) -> None:
        """Remember that the station let go."""
        self.is_closed = True
