"""A clubhouse in one file that only its passphrase opens, and out of it again.

    b"kagarobo backup 1\\n", a line of JSON (how the key is made), the archive: tar, packed, ChaCha20-Poly1305

Rules: every database is copied as SQLite copies it, so a kiosk may be at work and no half-written page gets in;
       nothing in the file is readable without the passphrase, not even the names of what it holds; a changed byte
       anywhere is noticed before anything is written;
       a restore writes into an empty folder only, files that are their owner's alone.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from clubhouse_logs.errors import BackupError

__all__ = ["PASSPHRASE_LETTERS_MIN", "files_of", "read_backup", "restore_files", "write_backup"]

MAGIC = b"kagarobo backup 1\n"
COST_LOG2 = 16
"""Of scrypt: 64 MiB and some 0.2 s a guess."""
PASSPHRASE_LETTERS_MIN = 8
NONCE_BYTES, SALT_BYTES, KEY_BYTES = 12, 16, 32
HEADER_BYTES_MAX = 1024
SQLITE_MAGIC = b"SQLite format 3\0"
LEFT_OUT = (".lock", "-wal", "-shm", ".new", "folder.json", "checkpoint.db")


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a backup holds of a folder: the name inside it and the bytes, in one order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(LEFT_OUT):
            yield path.relative_to(folder).as_posix(), _content(path)


def write_backup(
    to: Path, files: Iterator[tuple[str, bytes]], passphrase: str, *, entropy: Callable[[int], bytes],
    cost_log2: int = COST_LOG2,
) -> int:  # fmt: skip
    """Write a backup, whole or not at all; return how many files are in it.

    Raises: BackupError(passphrase-short). OSError.
    """
    if len(passphrase) < PASSPHRASE_LETTERS_MIN:
        raise BackupError("passphrase-short", least=PASSPHRASE_LETTERS_MIN)
    archive = io.BytesIO()
    count = 0
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=6) as tar:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
            count += 1
    salt, nonce = entropy(SALT_BYTES), entropy(NONCE_BYTES)
    header = json.dumps({"cost_log2": cost_log2, "salt": salt.hex(), "nonce": nonce.hex()}).encode() + b"\n"
    sealed = ChaCha20Poly1305(_key(passphrase, salt, cost_log2)).encrypt(nonce, archive.getvalue(), MAGIC + header)
    staged = to.with_name(f"{to.name}.new")
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(MAGIC + header + sealed)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(to)
    return count


def read_backup(path: Path, passphrase: str) -> dict[str, bytes]:
    """Return the files of a backup by their names.

    Raises: BackupError(not-a-backup, backup-not-opened): path. OSError.
    """
    data = path.read_bytes()
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + HEADER_BYTES_MAX) + 1
    if not data.startswith(MAGIC) or not end:
        raise BackupError("not-a-backup", path=str(path))
    try:
        header = json.loads(data[len(MAGIC) : end])
        salt, nonce, cost = bytes.fromhex(header["salt"]), bytes.fromhex(header["nonce"]), int(header["cost_log2"])
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("not-a-backup", path=str(path)) from error
    if len(nonce) != NONCE_BYTES or not 1 <= cost <= 20:
        raise BackupError("not-a-backup", path=str(path))
    try:
        archive = ChaCha20Poly1305(_key(passphrase, salt, cost)).decrypt(nonce, data[end:], data[:end])
    except InvalidTag as error:
        raise BackupError("backup-not-opened", path=str(path)) from error
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        opened = ((member.name, tar.extractfile(member)) for member in tar)
        return {name: file.read() for name, file in opened if file is not None}


def restore_files(files: dict[str, bytes], to: Path) -> None:
    """Write files below a folder that is empty or not there yet.

    Raises: BackupError(folder-not-empty, not-a-backup): path. OSError.
    """
    if to.exists() and any(to.iterdir()):
        raise BackupError("folder-not-empty", path=str(to))
    for name in files:
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name or ":" in name:
            raise BackupError("not-a-backup", path=name)
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            return path.read_bytes()
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return bytes(copy.serialize())


def _key(passphrase: str, salt: bytes, cost_log2: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**cost_log2, r=8, p=1).derive(passphrase.encode())
