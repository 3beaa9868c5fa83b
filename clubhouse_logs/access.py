"""Who may do what at a clubhouse: kiosk, staff and manager, and the PIN that says who stands there.

Rules: the door needs no PIN and shows nobody's data; staff sees names and puts visits right; a manager besides enters
       staff, forgets people and restores;
       of a PIN only its scrypt stands on disk, in the table of people, with a salt of its own; five wrong tries lock it
       for five minutes, whichever program they were typed into;
       the first one entered is a manager, or nobody could enter the others.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path
from types import TracebackType

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from clubhouse_logs.errors import AccessError

__all__ = ["PIN_DIGITS_MIN", "Access", "AccessRole", "Staff"]

PIN_DIGITS_MIN = 6
TRIES_MAX = 5
LOCKED_FOR = timedelta(minutes=5)
COST_LOG2 = 14
"""Of scrypt: 16 MiB and some 50 ms, which a touch can wait for and a million PINs cannot."""
SALT_BYTES, KEY_BYTES = 16, 32
SCHEMA = """
CREATE TABLE IF NOT EXISTS staff (person TEXT PRIMARY KEY, role INTEGER NOT NULL, salt BLOB NOT NULL, pin BLOB NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0, locked_until TEXT NOT NULL DEFAULT '');
"""


class AccessRole(IntEnum):
    """Each may do what the ones before it may."""

    KIOSK = 0
    STAFF = 1
    MANAGER = 2


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with a PIN."""

    person: str
    role: AccessRole


class Access:
    """The PINs of a clubhouse, beside the names in its table of people; close it, or use it in a `with`.

    Args: path: of the table of people, which is there. Raises: OSError, sqlite3.Error.
    """

    def __init__(self, path: Path, *, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        self._db.executescript(f"PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; {SCHEMA}")

    def __enter__(self) -> Access:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def staff(self) -> list[Staff]:
        """Return everyone who has a PIN, in a fixed order."""
        with closing(self._db.execute("SELECT person, role FROM staff ORDER BY person")) as rows:
            return [Staff(person, AccessRole(role)) for person, role in rows]

    def set_pin(self, person: str, role: AccessRole, pin: str) -> None:
        """Give somebody a role and a PIN, in place of what they had.

        Raises: AccessError(pin-short): fewer than PIN_DIGITS_MIN digits, or other signs. AccessError(role-needed): the
                first has to be a manager.
        """
        if len(pin) < PIN_DIGITS_MIN or not (pin.isascii() and pin.isdecimal()):
            raise AccessError("pin-short", least=PIN_DIGITS_MIN)
        if role is not AccessRole.MANAGER and not any(one.role is AccessRole.MANAGER for one in self.staff()):
            raise AccessError("role-needed", role=AccessRole.MANAGER.name.lower())
        salt = self._entropy(SALT_BYTES)
        values = (person, int(role), salt, _stretched(pin, salt))
        self._db.execute("INSERT OR REPLACE INTO staff (person, role, salt, pin) VALUES (?, ?, ?, ?)", values)

    def take_away(self, person: str) -> bool:
        """Take somebody's PIN away; False when they had none."""
        return self._db.execute("DELETE FROM staff WHERE person = ?", (person,)).rowcount > 0

    def check(self, person: str, pin: str, *, needs: AccessRole, now: datetime) -> Staff:
        """Return who stands there, if the PIN is theirs and they may do what needs a role.

        Raises: AccessError(pin-wrong: tries_left; pin-locked: minutes; role-needed: role).
        """
        query = "SELECT role, salt, pin, wrong, locked_until FROM staff WHERE person = ?"
        row = self._db.execute(query, (person,)).fetchone()
        role, salt, stretched, wrong, locked_until = row or (0, b"\0" * SALT_BYTES, b"", 0, "")
        if locked_until and now < datetime.fromisoformat(locked_until):
            raise AccessError("pin-locked", minutes=int(LOCKED_FOR.total_seconds()) // 60)
        if not hmac.compare_digest(_stretched(pin, salt), stretched):
            raise self._count_wrong(person, int(wrong) + 1, now)
        self._db.execute("UPDATE staff SET wrong = 0, locked_until = '' WHERE person = ?", (person,))
        if role < needs:
            raise AccessError("role-needed", role=needs.name.lower())
        return Staff(person, AccessRole(role))

    def _count_wrong(self, person: str, wrong: int, now: datetime) -> AccessError:
        left = TRIES_MAX - wrong
        until = (now + LOCKED_FOR).isoformat() if left <= 0 else ""
        count = 0 if left <= 0 else wrong
        values = (count, until, person)
        self._db.execute("UPDATE staff SET wrong = ?, locked_until = ? WHERE person = ?", values)
        if until:
            return AccessError("pin-locked", minutes=int(LOCKED_FOR.total_seconds()) // 60)
        return AccessError("pin-wrong", tries_left=left)


def _stretched(pin: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**COST_LOG2, r=8, p=1).derive(pin.encode())
