"""Whether something has come on sockets, also on machines that have neither poll() nor MSG_DONTWAIT (Windows)."""

import select
import socket
from typing import Protocol

__all__ = ["DONT_WAIT", "HAS_DONT_WAIT", "POLLIN", "Looker", "PatientSocket", "new_looker"]

DONT_WAIT: int = getattr(socket, "MSG_DONTWAIT", 1 << 16)
"""The flag of `recv` and `send`; where the system has none, a sign between `Channel` and `PatientSocket`."""
POLLIN: int = getattr(select, "POLLIN", 1)
HAS_DONT_WAIT = hasattr(socket, "MSG_DONTWAIT")


class Looker(Protocol):
    """What `select.poll` offers, as far as it is used."""

    def register(self, fd: socket.socket, eventmask: int = ..., /) -> None:
        """Look at this one too."""

    def unregister(self, fd: int, /) -> None:
        """No longer."""

    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
        """(descriptor, what) of those that have something, after at most so many ms."""


class _Selecting:
    """poll() by select()."""

    def __init__(self) -> None:
        self._descriptors: set[int] = set()

    def register(self, fd: socket.socket, _eventmask: int = 0, /) -> None:
        self._descriptors.add(fd.fileno())

    def unregister(self, fd: int, /) -> None:
        self._descriptors.discard(fd)

    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
        if not self._descriptors:
            return []  # select() of nothing is an error there, and whoever asks has nothing to wait for
        ready, _, _ = select.select(list(self._descriptors), [], [], None if timeout is None else timeout / 1000)
        return [(descriptor, 0) for descriptor in ready]


class PatientSocket:
    """A socket's recv and send with DONT_WAIT, where the system has none; `seconds`: its patience without it."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._socket, self._seconds = sock, seconds
        sock.setblocking(False)

    def recv(self, size_bytes: int, flags: int) -> bytes:
        """As a socket's. Raises: BlockingIOError: nothing has come."""
        if not flags:
            select.select([self._socket], [], [], self._seconds)
        return self._socket.recv(size_bytes)

    def send(self, data: bytes, _flags: int) -> int:
        """As a socket's. Raises: BlockingIOError: it takes no more."""
        return self._socket.send(data)


def new_looker() -> Looker:
    """Return the best that this machine has."""
    return select.poll() if hasattr(select, "poll") else _Selecting()
