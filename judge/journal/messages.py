"""What the stations of a hall tell each other through the replicated log: facts, definitions, signs of life. Pure.

Rule 1: a message says nothing that its subject does not allow: on a station's subject stand that station's facts only.
Rule 2: whoever reads checks everything, as if a stranger had written it; what is refused is named and changes nothing.
Rule 3: a tournament is named by the hash of the fact that founded it: two of one name never meet in one log.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from judge.errors import FactInvalid, MessageRefused
from judge.fact_codec import canonical
from judge.facts import Fact, FactRow, TournamentOpened, read_fact
from judge.hall_kinds import TournamentFounded
from judge.journal.definitions import KeptDefinition

__all__ = [
    "MESSAGE_BYTES_MAX",
    "Alive",
    "Subjects",
    "founding_fact",
    "read_alive",
    "read_definition",
    "read_row",
    "write_alive",
    "write_definition",
    "write_row",
]

MESSAGE_BYTES_MAX = 512 * 1024  # a body of 64 Ki characters, four bytes each, quoted once more
TOKEN_CHARS = 16  # 64 bits of the founding fact's hash


@dataclass(frozen=True, slots=True)
class Subjects:
    """The names under which one tournament's messages travel. Args: token: of `founding_fact`."""

    token: str

    @classmethod
    def of(cls, founding: Fact) -> "Subjects":
        """Name them after the fact that founded the tournament."""
        return cls(founding.hash[:TOKEN_CHARS])

    @property
    def stream(self) -> str:
        """The log that keeps facts and definitions."""
        return f"hall-{self.token}"

    def facts(self, station: str) -> str:
        """Where one station's facts go."""
        return f"facts.{self.token}.{station}"

    def definition(self, digest: str) -> str:
        """Where one definition goes."""
        return f"definitions.{self.token}.{digest}"

    def key(self, station: str) -> str:
        """Where it is said which of a station's keys is the right one."""
        return f"keys.{self.token}.{station}"

    def alive(self, station: str) -> str:
        """Where a station says that it is there; the log does not keep it."""
        return f"alive.{self.token}.{station}"

    @property
    def kept(self) -> tuple[str, str, str]:
        """What the log keeps."""
        return self.facts("*"), self.definition("*"), self.key("*")


@dataclass(frozen=True, slots=True)
class Alive:
    """A station's sign of life.

    `seq` is its own last fact, `waiting` how many of its facts the log does not have yet, `held` how many facts of
    all stations it holds (who holds fewer than another is behind), `release` which kagarobo it runs.
    """

    station: str
    seq: int
    waiting: int
    held: int
    release: str


def founding_fact(facts: Iterable[Fact]) -> Fact | None:
    """Return the fact that founded the tournament, the first of its kind; None: there is none yet."""
    return next((fact for fact in facts if isinstance(fact.body, TournamentFounded | TournamentOpened)), None)


def write_row(row: FactRow) -> bytes:
    """Write a fact as the log holds it: its columns, exactly as they were hashed."""
    return canonical(list(row)).encode()


def read_row(station: str, data: bytes) -> FactRow:
    """Read a fact that came on the subject of `station`. Raises: MessageRefused."""
    if len(data) > MESSAGE_BYTES_MAX:
        raise MessageRefused(station, "oversized")
    columns = _json(station, data)
    if not isinstance(columns, list) or len(columns) != len(FactRow._fields):
        raise MessageRefused(station, "malformed")
    try:
        fact = read_fact(FactRow(*columns))
    except (FactInvalid, TypeError, ValueError) as error:
        raise MessageRefused(station, "malformed") from error
    if fact.station != station:
        raise MessageRefused(station, "other_station")
    return fact.row()


def write_definition(kept: KeptDefinition) -> bytes:
    """Write a definition that is kept beside the facts."""
    return canonical({"id": kept.id, "text": kept.text}).encode()


def read_definition(digest: str, data: bytes) -> KeptDefinition:
    """Read a definition that came on the subject of its hash. Raises: MessageRefused."""
    told = _json("definitions", data)
    if not isinstance(told, dict) or told.keys() != {"id", "text"} or {type(one) for one in told.values()} != {str}:
        raise MessageRefused("definitions", "malformed")
    kept = KeptDefinition(digest, told["id"], told["text"])
    if not kept.is_whole:
        raise MessageRefused("definitions", "malformed")
    return kept


def write_alive(alive: Alive) -> bytes:
    """Write a sign of life."""
    return canonical(asdict(alive)).encode()


def read_alive(station: str, data: bytes) -> Alive:
    """Read a sign of life that came on the subject of `station`. Raises: MessageRefused."""
    told = _json(station, data)
    try:
        alive = Alive(**told) if isinstance(told, dict) else None
    except TypeError:
        alive = None
    if alive is None or alive.station != station or not _is_plain(alive):
        raise MessageRefused(station, "malformed")
    return alive


def _is_plain(alive: Alive) -> bool:
    counts = (alive.seq, alive.waiting, alive.held)
    return all(type(count) is int and 0 <= count < 1 << 62 for count in counts) and (
        type(alive.release) is str and len(alive.release) <= 40 and alive.release.isprintable()
    )


def _json(station: str, data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MessageRefused(station, "malformed") from error
