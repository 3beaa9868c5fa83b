"""A disk that forgets at a power cut what was not synced: an SQLite VFS for apsw, in memory.

Goal: show which facts survive a cut at any moment. Method: run the journal once over this disk and record every
write, truncation, sync and deletion; then make, for any position in that record and any seed, the image a real disk
could hold there:
- everything before a file's last sync is there;
- of what was written to it since, every 512-byte sector is there or not by itself, so writes are dropped, torn and
  reordered; a sector that is beyond the old end and lost reads as zeros;
- a truncation happened or not;
- a name was made or deleted for good only once its folder was synced; till then the old file, or none, may stand
  there. SQLite syncs the folder with the first sync of a new WAL or rollback journal, and with a deletion that asks
  for it, as its Unix door does.
Sectors that were synced are not harmed by their neighbours (SQLite's POWERSAFE_OVERWRITE, as on its usual disks).
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import apsw

SECTOR_BYTES = 512
VFS_NAME = "torn"


class Operation(NamedTuple):
    """One thing SQLite asked of the disk.

    `offset` is the new size of a truncation; for a deletion it is 1 when the folder is to be synced too.
    """

    kind: Literal["write", "truncate", "sync", "delete"]
    name: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """The files as the running program sees them, and the record."""

    files: dict[str, bytearray] = field(default_factory=dict)
    record: list[Operation] = field(default_factory=list)

    def do(self, operation: Operation) -> None:
        """Carry out and record."""
        self.record.append(operation)
        if operation.kind == "delete":
            self.files.pop(operation.name, None)
        elif operation.kind != "sync":
            _change(self.files[operation.name], operation)

    def image(self, cut: int, seed: int) -> dict[str, bytes]:
        """Return the files that a cut after `cut` operations leaves; the seed chooses among the possible ones."""
        now: dict[str, Inode] = {}
        for_good: dict[str, Inode] = {}
        for operation in self.record[:cut]:
            name = operation.name
            if operation.kind == "delete":
                now.pop(name, None)
            elif operation.kind != "sync":
                now.setdefault(name, Inode()).pending.append(operation)
                continue
            elif name in now:
                now[name].sync()
            syncs_folder = operation.offset == 1 or (operation.kind == "sync" and name.endswith(("-wal", "-journal")))
            if syncs_folder and for_good.get(name) is not now.get(name):
                for_good = dict(now)
        chance = random.Random(seed)
        kept = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        chosen = {name: chance.choice((now.get(name), for_good.get(name))) for name in sorted({*now, *for_good})}
        return {name: inode.after_cut(chance, kept) for name, inode in chosen.items() if inode is not None}


@dataclass
class Inode:
    """The bytes of one file, apart from its name: those that were synced, and what was asked since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)

    def sync(self) -> None:
        for operation in self.pending:
            _change(self.synced, operation)
        self.pending.clear()

    def after_cut(self, chance: random.Random, kept: float) -> bytes:
        content = bytearray(self.synced)
        for part in (part for operation in self.pending for part in _sectors(operation)):
            if chance.random() < kept:
                _change(content, part)
        return bytes(content)


def _change(content: bytearray, operation: Operation) -> None:
    if operation.kind == "truncate":
        del content[operation.offset :]
        return
    content.extend(bytes(max(0, operation.offset - len(content))))
    content[operation.offset : operation.offset + len(operation.data)] = operation.data


def _sectors(operation: Operation) -> Iterable[Operation]:
    if operation.kind != "write":
        yield operation
        return
    start, end = operation.offset, operation.offset + len(operation.data)
    while start < end:
        stop = min(end, (start // SECTOR_BYTES + 1) * SECTOR_BYTES)
        part = operation.data[start - operation.offset : stop - operation.offset]
        yield Operation("write", operation.name, start, part)
        start = stop


class TornFile:
    """One open file; locks are not modelled, because one connection is all there is."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk, self._name = disk, name
        disk.files.setdefault(name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's names
        return bytes(self._disk.files[self._name][offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.do(Operation("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.do(Operation("truncate", self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802
        self._disk.do(Operation("sync", self._name))

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._disk.files[self._name])

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR_BYTES

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: ARG002, N802
        return False

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xLock(self, level: int) -> None:  # noqa: N802
        """One connection: nobody to keep out."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """One connection: nobody to let in."""

    def xClose(self) -> None:  # noqa: N802
        """The bytes belong to the disk."""


class TornVFS(apsw.VFS):
    """SQLite's door to one `Disk`; time and randomness stay the system's."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(VFS_NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        flags[1] = flags[0]
        return TornFile(self._disk, name.filename() if isinstance(name, apsw.URIFilename) else str(name))

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self._disk.do(Operation("delete", filename, int(syncdir)))

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: ARG002, N802
        return pathname in self._disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class TornConnection:
    """An apsw connection to the torn disk as the journal's store wants one."""

    def __init__(self, path: str, synchronous: str) -> None:
        self._synchronous = synchronous
        self._connection = apsw.Connection(path, vfs=VFS_NAME)
        # WAL without shared memory needs a connection that is alone; small checkpoints come often.
        self.execute("PRAGMA locking_mode=EXCLUSIVE")
        self.execute("PRAGMA wal_autocheckpoint=24")

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, parameters: Sequence[str | int | bytes | None] = ()) -> Iterable[tuple[Any, ...]]:
        """Run the journal's own statement; only its wish for `synchronous` may be overruled."""
        if self._synchronous != "FULL" and sql.startswith("PRAGMA synchronous="):
            sql = f"PRAGMA synchronous={self._synchronous}"
        return self._connection.execute(sql, parameters)

    def close(self) -> None:
        self._connection.close()
