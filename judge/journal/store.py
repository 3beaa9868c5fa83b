"""The journal: one writer appends facts to one SQLite file, and each is on the disk before anyone hears of it.

    with Journal.open(path, "table-1", clock=wall_clock) as journal:
        fact = journal.append(Called("line", {"n": 1}), run="r3", at_ms=41_800, by="referee")

Rule 1: `append` returns after COMMIT with synchronous=FULL, or raises and nothing was recorded.
Rule 2: what is in memory is what was committed; nothing else is derived here.
Rule 3: the mirror and every reader come after the commit; none can delay or fail it.
A journal belongs to the thread that opened it.
"""

import bisect
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from judge.apart import seen_elsewhere
from judge.errors import JournalDamaged, JudgeError
from judge.facts import Body, Corrected, Fact, FactRow, order, seal
from judge.journal.chain import NO_TAIL, Chain, Tail
from judge.journal.database import (
    EVIDENCE_COLUMNS,
    INSERT_DEFINITION,
    INSERT_EVIDENCE,
    INSERT_FACT,
    Connect,
    Connection,
    connect_file,
    open_for_reading,
    open_for_writing,
    write_failed,
)
from judge.journal.definitions import KeptDefinition, kept_definitions
from judge.journal.evidence import CHUNK_BYTES_MAX, Chunk, EvidenceRow, is_whole, seal_evidence, unpack
from judge.journal.lock import WriterLock
from judge.journal.merging import Refused, Taken, read_rows, sort_out
from judge.journal.mirror import Mirror
from judge.journal.pages import page_findings
from judge.journal.rows import Scan, scan_facts, whole

__all__ = ["Journal", "read_all_evidence", "read_definitions", "read_evidence", "read_facts"]

EVIDENCE_HASHES = "SELECT station, seq, hash FROM evidence"
EVIDENCE_BYTES_MAX = 64 * 1024  # about a minute of telemetry at 9,600 baud waits for the next commit


class Journal:
    """One station's right to write one journal file, and the facts in it."""

    def __init__(
        self, path: Path, station: str, clock: Callable[[], str], connection: Connection, lock: WriterLock
    ) -> None:
        self.path, self.station = path, station
        self._clock, self._connection, self._lock = clock, connection, lock
        self._mirror: Mirror | None = None
        self._listener: Callable[[], None] = lambda: None
        self._chain = Chain()
        self._chunks: list[tuple[str | None, Chunk]] = []
        self._definitions = dict(kept_definitions(connection))
        self._new_definitions: list[KeptDefinition] = []
        scan = scan_facts(connection)
        scan.findings += page_findings(connection)  # an insert into a damaged index would spread the damage
        if scan.errors:
            raise JournalDamaged(str(path), scan.errors)
        self._facts = order(scan.facts)
        self._by_id = {(fact.station, fact.seq): fact for fact in scan.facts}
        self._others_corrections = [fact for fact in scan.facts if self._is_others_correction(fact)]
        for fact in scan.facts:
            self._chain.add(fact)
        last = "SELECT seq, hash FROM evidence WHERE station = ? ORDER BY seq DESC LIMIT 1"
        tails = list(connection.execute(last, (station,)))
        self._evidence_tail: tuple[int, str] = tails[0] if tails else (0, "")

    @classmethod
    def open(
        cls,
        path: str | Path,
        station: str,
        *,
        clock: Callable[[], str],
        mirror: str | Path | None = None,
        connect: Connect = connect_file,
    ) -> Self:
        """Open a journal to write as `station`, or make a new one.

        Args: clock: gives the wall time, ISO with its offset. mirror: a copy kept in step after each commit.
        Raises: JournalTaken, JournalTooNew, JournalDamaged, NotAJournal, JournalWriteFailed.
        """
        path = Path(path).resolve()
        lock = WriterLock(path)
        try:
            connection = open_for_writing(path, connect)
            try:
                journal = cls(path, station, clock, connection, lock)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            lock.release()
            raise
        if mirror is not None:
            journal._mirror = Mirror(path, Path(mirror).absolute())
            journal._mirror.follow()
        return journal

    @property
    def mirror_error(self) -> JudgeError | None:
        """Why the mirror is behind; None when it is in step, or there is none."""
        return self._mirror.error if self._mirror else None

    @property
    def last_seq(self) -> int:
        """The number of this station's last fact; 0 before its first."""
        return self._chain.tail(self.station).seq

    def listen(self, committed: Callable[[], None]) -> None:
        """Call this after each commit from now on; it must neither wait nor fail."""
        self._listener = committed

    def wall(self) -> str:
        """The time now, by the clock that facts are dated with."""
        return self._clock()

    def append(self, body: Body, *, run: str | None = None, at_ms: int | None = None, by: str) -> Fact:
        """Record one fact; it is on the disk when this returns.

        Raises: FactInvalid: `by`, `run` or `at_ms` is out of shape. JournalWriteFailed: nothing was recorded.
        """
        tail = self._chain.tail(self.station)
        fact = seal(
            self._with_seen(body), station=self.station, seq=tail.seq + 1, lamport=self._chain.lamport + 1, at_ms=at_ms,
            wall=self._clock(), by=by, run=run, prev=tail.hash,
        )  # fmt: skip
        self._commit([fact])
        return fact

    def hear(self, lamport: int) -> None:
        """Write after what stands in another journal of the same house: the next fact comes later than `lamport`."""
        self._chain.lamport = max(self._chain.lamport, lamport)

    def append_all(self, bodies: Iterable[Body], *, by: str) -> list[Fact]:
        """Record facts outside runs in one transaction, all or none.

        Raises: FactInvalid: `by` is out of shape. JournalWriteFailed: nothing was recorded.
        """
        tail, lamport, facts = self._chain.tail(self.station), self._chain.lamport, list[Fact]()
        wall = self._clock()
        for count, body in enumerate(bodies, 1):
            prev = facts[-1].hash if facts else tail.hash
            fact = seal(
                self._with_seen(body), station=self.station, seq=tail.seq + count, lamport=lamport + count, at_ms=None,
                wall=wall, by=by, run=None, prev=prev,
            )  # fmt: skip
            facts.append(fact)
        if facts:
            self._commit(facts)
        return facts

    def take(self, rows: Iterable[FactRow]) -> Taken[Fact]:
        """Record other stations' facts as they are, in one transaction: what `judge.journal.merging` lets stand here.

        In any order, any number of times; definitions that wait to be kept are committed with them. This station's own
        facts are taken too, where it was made anew. Raises: JournalWriteFailed: nothing was recorded.
        """
        facts, damaged = read_rows(rows)
        taken = sort_out(facts, self._chain.tail, self._hash_at, damaged)
        if taken.new or self._new_definitions:
            self._commit(taken.new)
        return taken

    def take_evidence(self, rows: Iterable[EvidenceRow]) -> Taken[EvidenceRow]:
        """Record other stations' raw bytes, as `take` does facts; to be called first: no signal without its bytes.

        Raises: JournalWriteFailed: nothing was recorded.
        """
        self.flush()
        standing = {(station, seq): digest for station, seq, digest in self._connection.execute(EVIDENCE_HASHES)}
        lasts = {station: Tail(seq, standing[station, seq], 0) for station, seq in sorted(standing)}
        rows = list(rows)
        damaged = [Refused(str(row.station), whole(row.seq), "damaged") for row in rows if not is_whole(row)]
        taken = sort_out(
            filter(is_whole, rows), lambda of: lasts.get(of, NO_TAIL), lambda *id: standing.get(id), damaged
        )
        if taken.new:
            self._commit([], taken.new)
        return taken

    def facts(self) -> list[Fact]:
        """Return all facts in the order of the fold."""
        return list(self._facts)

    def definitions(self) -> Mapping[str, KeptDefinition]:
        """Return the definitions that are kept here, by their hashes."""
        return dict(self._definitions)

    def keep_definition(self, definition: KeptDefinition) -> None:
        """Keep a definition's text beside the facts; it is committed with the next one, which opens something under it.

        Raises: ValueError: the text does not give its hash.
        """
        if not definition.is_whole:
            raise ValueError(f"the text of {definition.id} does not give {definition.hash}")
        if definition.hash not in self._definitions:
            self._new_definitions.append(definition)

    def evidence(self, run: str | None, raw: bytes, at_us: int, *, box: int = 0, is_sent: bool = False) -> None:
        """Keep raw bytes that came from a box, or were sent to it, at `at_us` on the station's clock.

        They are committed with the next fact (never after it: no signal stands without its bytes), by `flush`, or
        when much has gathered. Raises: JournalWriteFailed: the bytes were not taken.
        """
        waiting = sum(len(chunk.raw) for _, chunk in self._chunks)
        if waiting + len(raw) > EVIDENCE_BYTES_MAX:
            self.flush()
        for start in range(0, len(raw), CHUNK_BYTES_MAX):
            self._chunks.append((run, Chunk(at_us, raw[start : start + CHUNK_BYTES_MAX], box, is_sent)))

    def flush(self) -> None:
        """Commit evidence that waits for a fact."""
        if self._chunks:
            self._commit([])

    def settle_mirror(self, timeout_s: float) -> bool:
        """Wait until the mirror has tried all that was committed; True when it is in step."""
        return self._mirror is None or (self._mirror.settle(timeout_s) and self._mirror.error is None)

    def close(self) -> None:
        """Commit what waits, bring the mirror in step, and let another writer in."""
        try:
            self.flush()
        finally:
            if self._mirror:
                self._mirror.close()
            self._connection.close()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _with_seen(self, body: Body) -> Body:
        """A correction says which corrections of the same run by other stations stood here when it was written."""
        if not isinstance(body, Corrected) or body.seen or not self._others_corrections:
            return body
        return replace(body, seen=seen_elsewhere(body, self._others_corrections, self._by_id))

    def _is_others_correction(self, fact: Fact) -> bool:
        return fact.station != self.station and isinstance(fact.body, Corrected)

    def _hash_at(self, station: str, seq: int) -> str | None:
        fact = self._by_id.get((station, seq))
        return fact.hash if fact is not None else None

    def _commit(self, facts: Sequence[Fact], foreign: Sequence[EvidenceRow] = ()) -> None:
        evidence = [*self._sealed_evidence(), *foreign]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for one in self._new_definitions:
                self._connection.execute(INSERT_DEFINITION, (one.hash, one.id, one.text))
            for row in evidence:
                self._connection.execute(INSERT_EVIDENCE, row)
            for fact in facts:
                self._connection.execute(INSERT_FACT, fact.row())
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise write_failed(self.path, error) from error
        self._remember(facts, evidence)
        if self._mirror:
            self._mirror.follow()
        self._listener()

    def _remember(self, facts: Sequence[Fact], evidence: Sequence[EvidenceRow]) -> None:
        for fact in facts:
            bisect.insort(self._facts, fact, key=lambda fact: (fact.lamport, fact.station, fact.seq))
            self._by_id[fact.station, fact.seq] = fact
            self._chain.add(fact)
        self._others_corrections += filter(self._is_others_correction, facts)
        own = [row for row in evidence if row.station == self.station]
        if own:
            self._evidence_tail = (own[-1].seq, own[-1].hash)
        self._chunks.clear()
        self._definitions |= {one.hash: one for one in self._new_definitions}
        self._new_definitions.clear()

    def _sealed_evidence(self) -> list[EvidenceRow]:
        rows: list[EvidenceRow] = []
        tail = self._evidence_tail
        for run in dict.fromkeys(run for run, _ in self._chunks):
            chunks = [chunk for of_run, chunk in self._chunks if of_run == run]
            rows.append(seal_evidence(self.station, tail, run, chunks))
            tail = (rows[-1].seq, rows[-1].hash)
        return rows


def read_facts(path: str | Path) -> list[Fact]:
    """Read all facts of a journal in the order of the fold, changing nothing; a writer may be at work.

    Raises: NotAJournal, JournalTooNew; JournalDamaged: `findings` name the rows.
    """
    path = Path(path)
    connection = open_for_reading(path)
    try:
        scan: Scan = scan_facts(connection)
    finally:
        connection.close()
    if scan.errors:
        raise JournalDamaged(str(path), scan.errors)
    return order(scan.facts)


def read_definitions(path: str | Path) -> Mapping[str, KeptDefinition]:
    """Return the definitions that a journal keeps beside its facts, by their hashes; those that are whole.

    Raises: NotAJournal, JournalTooNew.
    """
    connection = open_for_reading(Path(path))
    try:
        return kept_definitions(connection)
    finally:
        connection.close()


def read_evidence(path: str | Path, run: str | None) -> list[Chunk]:
    """Return the raw bytes of a run (None: outside runs) as they arrived.

    Raises: NotAJournal, JournalTooNew; ValueError: a row is damaged (`check` names it).
    """
    connection = open_for_reading(Path(path))
    try:
        rows = connection.execute(f"SELECT {EVIDENCE_COLUMNS} FROM evidence WHERE run IS ? ORDER BY rowid", (run,))
        return [chunk for row in rows for chunk in unpack(EvidenceRow(*row))]
    finally:
        connection.close()


def read_all_evidence(path: str | Path, station: str | None = None) -> list[tuple[str | None, Chunk]]:
    """Return every raw byte of a station (None: of all, one after the other) with its run, as it came and went.

    Raises: NotAJournal, JournalTooNew; ValueError: a row is damaged (`check` names it).
    """
    connection = open_for_reading(Path(path))
    try:
        rows = connection.execute(
            f"SELECT {EVIDENCE_COLUMNS} FROM evidence WHERE station = ? OR ? IS NULL ORDER BY station, seq",
            (station, station),
        )
        return [(row[2], chunk) for row in rows for chunk in unpack(EvidenceRow(*row))]
    finally:
        connection.close()
