"""Which virtual boards run under a home: `<home>/boards/NAME.json`, locked by the board for as long as it lives.

The lock is the truth: it goes with the process, however that ends, so an entry whose lock is free is nobody's.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from firmware.errors import BadBoardName, BoardNameTaken

if sys.platform != "win32":
    import fcntl

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
LOCK_WAIT_S = 0.3  # somebody who lists the boards holds a lock for a moment


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """A board that runs: where its client connects, what it is, the relay's process, and whether a field moves it."""

    port: str
    kind: str
    name: str
    pid: int
    in_field: bool = False


class Claim:
    """A name that is ours; `publish` makes it visible. Ends with `release`, or with the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.name = path.stem
        self._path = path
        self._descriptor = descriptor

    def publish(self, entry: BoardEntry) -> None:
        """Write the entry, in one piece."""
        text = json.dumps(asdict(entry)) + "\n"
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        """Take the entry away and free the name."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def folder(home: Path) -> Path:
    """Return where the boards of this home lie."""
    return home / "boards"


def list_boards(home: Path) -> list[BoardEntry]:
    """Return the boards that run, by name; entries whose board has died are removed. None run on Windows."""
    if sys.platform == "win32":
        return []
    entries = []
    for path in sorted(folder(home).glob("*.json")):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # it ended meanwhile
        try:
            if _lock(descriptor, fcntl.LOCK_SH):
                if _is_at(path, descriptor):
                    path.unlink(missing_ok=True)
                continue
            text = os.pread(descriptor, 4096, 0)
        finally:
            os.close(descriptor)
        if text.endswith(b"\n"):  # else it is about to start
            entries.append(BoardEntry(**json.loads(text)))
    return entries


def claim(home: Path, kind: str, name: str | None) -> Claim:
    """Take a name; without one, the first free of kind-1, kind-2, and so on.

    Raises: BadBoardName. BoardNameTaken: a board of this name runs.
    """
    folder(home).mkdir(parents=True, exist_ok=True)
    if name is not None:
        if not NAME.fullmatch(name):
            raise BadBoardName(name=name)
        with _patience() as tries:
            for _ in tries:
                found = _try_claim(folder(home) / f"{name}.json")
                if found is not None:
                    return found
        raise BoardNameTaken(name=name)
    number = 1
    while True:
        found = _try_claim(folder(home) / f"{kind}-{number}.json")
        if found is not None:
            return found
        number += 1


@contextmanager
def _patience() -> Iterator[Iterator[None]]:
    """Give attempts until LOCK_WAIT_S is over, at least two."""

    def tries() -> Iterator[None]:
        until = time.monotonic() + LOCK_WAIT_S
        yield
        while time.monotonic() < until:
            time.sleep(0.01)
            yield

    yield tries()


def _try_claim(path: Path) -> Claim | None:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not _lock(descriptor, fcntl.LOCK_EX):
            os.close(descriptor)
            return None
        if _is_at(path, descriptor):
            return Claim(path, descriptor)
        os.close(descriptor)  # removed by its last owner between our open and our lock


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
