"""What the judge raises: each with a stable `code` and `fields`; tui renders it for its reader.

    JudgeError
    ├── DefinitionError        a challenge's definition, or an overlay on it, that may not be used
    ├── ExpressionError        a formula in a definition that is not one of ours
    ├── FactInvalid            a fact that may not be written, or that cannot be read back
    ├── LocalProtocolError     we used the link with a judge box against its rules
    ├── StationError           a key that makes no sense now; nothing was written
    ├── PortError              `path` names the serial port
    │   ├── PortNotFound       no such device
    │   ├── PortTaken          another program holds it
    │   └── PortGone           it was there and is not any more
    ├── SigningKeyUnusable     `path` holds no key of this home that only its owner can read
    ├── NotBundled             there is nothing that a bundle could say
    ├── MembershipUnusable     `path` holds no membership of a hall
    ├── MessageRefused         what came by network on `station`'s subject is not what may come there
    └── JournalError           `path` names the file
        ├── NotAJournal        missing, empty, a folder, no access, or some other file
        ├── JournalTooNew      written by a newer program; this one leaves it alone
        ├── JournalTaken       another process writes to it
        ├── JournalDamaged     rows or pages are wrong; `findings` name them
        ├── JournalWriteFailed disk full, disk gone; nothing acknowledged is lost
        └── MirrorBehind       the copy on the stick is not in step (never raised by an append)

The English text of an exception is for the log only.
"""

# The names say what happened (JournalTaken), as the house writes them:
# ruff: noqa: N818

from collections.abc import Mapping, Sequence
from typing import ClassVar

from judge.findings import Finding

__all__ = [
    "DefinitionError",
    "ExpressionError",
    "FactInvalid",
    "JournalDamaged",
    "JournalError",
    "JournalTaken",
    "JournalTooNew",
    "JournalWriteFailed",
    "JudgeError",
    "LocalProtocolError",
    "MembershipUnusable",
    "MessageRefused",
    "MirrorBehind",
    "NotAJournal",
    "NotBundled",
    "PortError",
    "PortGone",
    "PortNotFound",
    "PortTaken",
    "SigningKeyUnusable",
    "StationError",
]


class JudgeError(Exception):
    """The parent of everything the judge raises; `fields` fill the reader's sentence."""

    code: ClassVar[str] = "JUDGE"

    def __init__(self, **fields: object) -> None:
        self.fields: dict[str, object] = fields
        super().__init__(f"{self.code} " + " ".join(f"{name}={value!r}" for name, value in fields.items()))


class DefinitionError(JudgeError):
    """`key` of `file` is wrong; `reason` is a word such as missing, missing-cell, unknown-name or out-of-range."""

    code = "D-INVALID"

    def __init__(self, file: str, key: str, reason: str, details: Mapping[str, object] | None = None) -> None:
        self.file, self.key, self.reason, self.details = file, key, reason, dict(details or {})
        super().__init__(**self.details, file=file, key=key, reason=reason)


class ExpressionError(JudgeError):
    """`text` is not a formula a definition may use; `detail` says why, in English, for whoever writes definitions."""

    code = "D-EXPRESSION"

    def __init__(self, text: str, detail: str) -> None:
        self.text, self.detail = text, detail
        super().__init__(text=text, detail=detail)


class FactInvalid(JudgeError):
    """A fact whose `field` is not what its `kind` needs (`needs` says what)."""

    code = "F-INVALID"

    def __init__(self, kind: str, field: str, needs: str) -> None:
        self.kind, self.field, self.needs = kind, field, needs
        super().__init__(kind=kind, field=field, needs=needs)


class JournalError(JudgeError):
    """Something about one journal file."""

    code = "JOURNAL"

    def __init__(self, path: str, **fields: object) -> None:
        self.path = path
        super().__init__(path=path, **fields)


class NotAJournal(JournalError):
    """`reason` is missing, empty, folder, no_access or other_file."""

    code = "J-FILE"

    def __init__(self, path: str, reason: str) -> None:
        self.reason = reason
        super().__init__(path, reason=reason)


class JournalTooNew(JournalError):
    """The file carries `version`; this program knows versions up to `known`."""

    code = "J-NEWER"

    def __init__(self, path: str, version: int, known: int) -> None:
        self.version, self.known = version, known
        super().__init__(path, version=version, known=known)


class JournalTaken(JournalError):
    """The process `pid` (None: not known) is writing to the file."""

    code = "J-TAKEN"

    def __init__(self, path: str, pid: int | None) -> None:
        self.pid = pid
        super().__init__(path, pid=pid)


class JournalDamaged(JournalError):
    """At least one finding is an error; the first names the row or the page."""

    code = "J-DAMAGED"

    def __init__(self, path: str, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(path, source=first.source, finding=first.code, count=len(self.findings))


class JournalWriteFailed(JournalError):
    """The disk refused; the fact was not recorded. `reason` is full, io or busy."""

    code = "J-WRITE"

    def __init__(self, path: str, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(path, reason=reason, detail=detail)


class MirrorBehind(JournalError):
    """The mirror at `path` is behind. `reason` is gone, other_journal, taken or io."""

    code = "J-MIRROR"

    def __init__(self, path: str, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(path, reason=reason, detail=detail)


class LocalProtocolError(JudgeError):
    """Our own code used the link against its rules; the link's state is unchanged. `rule` names which."""

    code = "L-LOCAL"

    def __init__(self, rule: str, **fields: object) -> None:
        self.rule = rule
        super().__init__(rule=rule, **fields)


class StationError(JudgeError):
    """The table is not in a state for this; nothing was written. `reason` is a word."""

    code = "S-STATE"

    def __init__(self, reason: str, run: str | None) -> None:
        self.reason, self.run = reason, run
        super().__init__(reason=reason, run=run)


class SigningKeyUnusable(JudgeError):
    """The home's key at `path`: `reason` is no_access, no_key or open_to_others."""

    code = "K-KEY"

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class NotBundled(JudgeError):
    """A journal of which no bundle can be made: `reason` is nothing_opened or definition_changed."""

    code = "K-BUNDLE"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


class MembershipUnusable(JudgeError):
    """The home's membership of a hall at `path` is damaged, or cannot be read."""

    code = "N-MEMBER"

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class MessageRefused(JudgeError):
    """A message on the subject of `station` that is `reason`: malformed, oversized or other_station."""

    code = "N-REFUSED"

    def __init__(self, station: str, reason: str) -> None:
        self.station, self.reason = station, reason
        super().__init__(station=station, reason=reason)


class PortError(JudgeError):
    """Something about one serial port."""

    code = "P-PORT"

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class PortNotFound(PortError):
    """There is no such device, or it does not answer as a serial port."""

    code = "P-NONE"


class PortTaken(PortError):
    """Another program holds the port."""

    code = "P-TAKEN"


class PortGone(PortError):
    """The port was there and is not any more: the cable, or the board's power."""

    code = "P-GONE"
