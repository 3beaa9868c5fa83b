"""What of other stations' rows may stand in a journal: the part that continues each station's chain. Pure.

Rule 1: a row is taken when it gives its hash and rests on the last row of its station that stands here.
Rule 2: what lies behind a gap is not taken, and the gap is named: the missing rows come another time, on another stick.
Rule 3: where a station's rows contradict those that stand here or each other, nothing of that station is taken.
So the same rows in any order, in any parts and any number of times make the same journal.
A station may meet its own rows: one that was made anew takes its old facts and goes on behind them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from judge.errors import FactInvalid
from judge.facts import SCHEMA, Fact, FactRow, encode_body, read_fact
from judge.journal.chain import Tail

__all__ = ["LAMPORT_MAX", "Gap", "Refused", "RefusedFor", "Taken", "read_rows", "sort_out"]

RefusedFor = Literal["damaged", "form", "fork", "chain", "lamport", "lost"]
LAMPORT_MAX = 2**40  # no day comes near; a fact from beyond would leave no number for those who write after it


class Gap(NamedTuple):
    """Rows `first` to `last` of a station are neither here nor in what came; `behind`: how many wait for them."""

    station: str
    first: int
    last: int
    behind: int


class Refused(NamedTuple):
    """A row that cannot stand here.

    damaged: it does not give its hash, or a column is out of shape · form: the body is not in its one form · fork:
    another row stands at its place, or it rests on another one than stands here · chain: it does not rest on the row
    before it · lamport: its order number does not grow, or is beyond all bounds · lost: it would fill a hole that was
    declared when this journal was recovered (`recover` with that file as a mirror fills it). `damaged` and `lost` are
    said of one row; of the others nothing of the station is taken.
    """

    station: str
    seq: int
    reason: RefusedFor


class ChainRow(Protocol):
    """What a row of any chain has."""

    @property
    def station(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def prev(self) -> str: ...
    @property
    def hash(self) -> str: ...


Row = TypeVar("Row", bound=ChainRow)


@dataclass(frozen=True, slots=True)
class Taken(Generic[Row]):
    """What came of rows: those that are new here, how many stood here already, what is missing, what was refused.

    `new` stands station by station, each in the order of its chain.
    """

    new: tuple[Row, ...] = ()
    known: int = 0
    gaps: tuple[Gap, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Everything that came stands here now."""
        return not self.gaps and not self.refused


def read_rows(rows: Iterable[FactRow]) -> tuple[list[Fact], list[Refused]]:
    """Read facts, each checked alone; those that are damaged are named."""
    facts, refused = [], []
    for row in rows:
        try:
            facts.append(read_fact(row))
        except FactInvalid:
            seq = row.seq if type(row.seq) is int else 0
            refused.append(Refused(str(row.station), seq, "damaged"))
    return facts, refused


def sort_out(
    rows: Iterable[Row],
    tail: Callable[[str], Tail],
    standing: Callable[[str, int], str | None],
    refused: Iterable[Refused] = (),
) -> Taken[Row]:
    """Say what of these rows, each of which gives its hash, continues what stands here.

    Args: tail: a station's last row. standing: the hash at a station's seq, None: there is none.
          refused: what was refused before.
    """
    by_station: dict[str, dict[tuple[int, str], Row]] = {}
    for row in rows:
        by_station.setdefault(row.station, {})[row.seq, row.hash] = row
    parts: list[Taken[Row]] = [Taken(refused=tuple(sorted(set(refused))))]
    for station, found in sorted(by_station.items()):
        ordered = [found[key] for key in sorted(found)]
        parts.append(_of_station(ordered, tail(station), partial(standing, station)))
    return Taken(
        tuple(row for part in parts for row in part.new),
        sum(part.known for part in parts),
        tuple(gap for part in parts for gap in part.gaps),
        tuple(one for part in parts for one in part.refused),
    )


def _of_station(rows: Sequence[Row], tail: Tail, standing: Callable[[int], str | None]) -> Taken[Row]:
    """One station's rows, by their seq: those that should stand here are looked at before the first that is new."""
    old = [row for row in rows if row.seq <= tail.seq]
    lost = [row for row in old if standing(row.seq) is None]
    for row in old:
        if standing(row.seq) not in (row.hash, None):
            return Taken(refused=(Refused(row.station, row.seq, "fork"),))
    fresh: list[Row] = []
    gaps: tuple[Gap, ...] = ()
    for row in rows[len(old) :]:
        if row.seq > tail.seq + 1:
            behind = len(rows) - len(old) - len(fresh)
            gaps = (Gap(row.station, tail.seq + 1, row.seq - 1, behind),)
            break
        reason = _unfit(row, tail, is_first=not fresh)
        if reason is not None:
            return Taken(refused=(Refused(row.station, row.seq, reason),))
        fresh.append(row)
        tail = Tail(row.seq, row.hash, getattr(row, "lamport", 0))
    return Taken(tuple(fresh), len(old) - len(lost), gaps, tuple(Refused(row.station, row.seq, "lost") for row in lost))


def _unfit(row: ChainRow, tail: Tail, *, is_first: bool) -> RefusedFor | None:
    """Why a row cannot be the next one."""
    if row.seq <= tail.seq:
        return "fork"  # two rows with one id came together
    if row.prev != tail.hash:
        return "fork" if is_first else "chain"
    if not isinstance(row, Fact):
        return None  # raw bytes have neither an order number nor a body
    if not tail.lamport < row.lamport <= LAMPORT_MAX:
        return "lamport"
    return "form" if row.schema <= SCHEMA and encode_body(row.body) != row.text else None
