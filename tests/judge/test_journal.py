"""The journal: what is acknowledged stays, one process writes, foreign facts merge, a stick follows."""

import random
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from judge.challenge import canonical_hash
from judge.errors import (
    FactInvalid,
    JournalTaken,
    JournalTooNew,
    JournalWriteFailed,
    NotAJournal,
)
from judge.facts import SCHEMA, Called, Fact, FactRow, RunOpened, RunStarted, Unknown, fact_hash, head, read_fact
from judge.journal import (
    Chunk,
    Journal,
    KeptDefinition,
    check,
    read_definitions,
    read_evidence,
    read_facts,
    recover,
)
from judge.journal.database import VERSION, Connection, connect_file
from judge.journal.projections import project

WALL = "2026-03-01T09:00:00+09:00"
REPOSITORY = Path(__file__).parents[2]


def open_journal(path: Path, station: str = "table-1", mirror: Path | None = None) -> Journal:
    """Open with a clock that stands still."""
    return Journal.open(path, station, clock=lambda: WALL, mirror=mirror)


def call(journal: Journal, number: int = 1) -> Fact:
    """Append one call."""
    return journal.append(Called("line", {"n": number}), run="r1", at_ms=number, by="referee")


def call_until_refused(journal: Journal) -> JournalWriteFailed:
    """Append until the disk is full."""
    for number in range(1000):
        try:
            call(journal, number)
        except JournalWriteFailed as error:
            return error
    raise AssertionError("the disk never filled")


@contextmanager
def writer_process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a process that appends and prints; it is killed at the end."""
    command = [sys.executable, "-m", "tests.judge.journal_writer", *arguments]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal's file that does not exist yet."""
    return tmp_path / "day.db"


def test_facts_come_back_as_they_were_appended(path: Path) -> None:
    """What append returned is what another reader finds, in order, while the writer is at work and after."""
    with open_journal(path) as journal:
        facts = [
            journal.append(RunOpened("t1", 1, True, "open", None, 1), run="r1", by="referee"),
            journal.append(RunStarted("hand"), run="r1", at_ms=0, by="referee"),
            call(journal),
        ]
        assert facts == journal.facts() == read_facts(path)

    assert facts == read_facts(path)
    assert [1, 2, 3] == [fact.seq for fact in facts] == [fact.lamport for fact in facts]
    assert [] == check(path)


def test_a_journal_goes_on_where_it_stopped(path: Path) -> None:
    """A reopened journal continues the chain."""
    with open_journal(path) as journal:
        call(journal)
    with open_journal(path) as journal:
        second = call(journal)

        assert 2 == second.seq
        assert journal.facts()[0].hash == second.prev


def test_an_invalid_fact_leaves_no_trace(path: Path) -> None:
    """A refused fact takes no number."""
    with open_journal(path) as journal:
        with pytest.raises(FactInvalid):
            journal.append(Called("line", {}), run="r1", by="Mika")

        assert 1 == call(journal).seq


def test_a_second_writer_is_refused_and_told_who_writes(path: Path) -> None:
    """While one process writes, another (a real one) is refused with its pid; readers are not."""
    with writer_process(str(path)) as process:
        assert process.stdout is not None
        assert "open\n" == process.stdout.readline()

        with pytest.raises(JournalTaken) as caught:
            open_journal(path)

        assert process.pid == caught.value.pid
        assert read_facts(path) is not None


def test_a_second_writer_in_the_same_process_is_refused(path: Path) -> None:
    """Two screens of one program cannot write one journal either, by whatever name they call it."""
    (path.parent / "sub").mkdir()
    with open_journal(path), pytest.raises(JournalTaken):
        open_journal(path.parent / "sub" / ".." / path.name)


@pytest.mark.parametrize("seed", range(5))
def test_kill_9_loses_nothing_acknowledged(path: Path, seed: int) -> None:
    """A writer killed in mid-append: all it acknowledged is there, the chain is whole, its lock is gone."""
    acknowledged: list[str] = []
    with writer_process(str(path)) as process:
        assert process.stdout is not None
        process.stdout.readline()
        moment = random.Random(seed).randrange(1, 150)
        acknowledged += [process.stdout.readline().strip() for _ in range(moment)]
        process.kill()
        acknowledged += process.stdout.read().split()

    with open_journal(path) as journal:
        kept = [fact.source for fact in journal.facts()]
        assert acknowledged == kept[: len(acknowledged)], f"seed {seed}"
        assert len(kept) <= len(acknowledged) + 1
        call(journal)
    assert [] == check(path)
    assert len(kept) == len(read_evidence(path, "r1"))


def test_a_full_disk_is_an_error_in_words_and_loses_nothing(path: Path) -> None:
    """A file that may not grow (a real limit): the append is refused, all before it stands, and when there is room
    again the same journal goes on without a hole."""
    with writer_process(str(path), "240000") as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()

    assert lines[-2] == "refused io"
    acknowledged = [line for line in lines if line.startswith("table-1:")]
    assert len(acknowledged) > 10
    assert acknowledged == [fact.source for fact in read_facts(path)]
    assert [] == check(path)


def test_sqlite_full_is_named_full(path: Path) -> None:
    """SQLite's own "disk is full" reaches the reader as such, and the journal can be used after it."""

    def connect_small(name: str) -> Connection:
        connection = connect_file(name)
        connection.execute("PRAGMA max_page_count=9")
        return connection

    with Journal.open(path, "table-1", clock=lambda: WALL, connect=connect_small) as journal:
        refused = call_until_refused(journal)

        assert "full" == refused.reason
        assert len(journal.facts()) > 1
        assert journal.facts() == read_facts(path)


NOT_JOURNALS = {
    "missing": lambda path: path.unlink(missing_ok=True),
    "empty": lambda path: path.touch(),
    "folder": lambda path: path.mkdir(),
    "other_file": lambda path: path.write_text("a diary, not a journal\n" * 300, encoding="utf-8"),
}


@pytest.mark.parametrize("reason", NOT_JOURNALS)
def test_what_is_no_journal_is_named(path: Path, reason: str) -> None:
    """Missing, empty, a folder, another file: each is said, and the file is left as it is."""
    NOT_JOURNALS[reason](path)
    before = path.read_bytes() if path.is_file() else None

    for read in (read_facts, check):
        with pytest.raises(NotAJournal) as caught:
            read(path)
        assert reason == caught.value.reason
    assert before == (path.read_bytes() if path.is_file() else None)


def test_somebody_elses_database_is_not_written_to(path: Path) -> None:
    """A SQLite file of another program is refused by the writer too, and unchanged."""
    other = connect_file(str(path))
    other.execute("CREATE TABLE recipes(name TEXT)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(NotAJournal) as caught:
        open_journal(path)

    assert "other_file" == caught.value.reason
    assert before == path.read_bytes()


def kept_text() -> KeptDefinition:
    """A small definition with its hash."""
    text = 'id = "small"\nmost = 3\n'
    return KeptDefinition(canonical_hash(tomllib.loads(text)), "small", text)


def test_a_definition_is_kept_with_the_fact_that_comes_next(path: Path, tmp_path: Path) -> None:
    """In the same commit, once; in the mirror and in what a recovery makes of the file as well."""
    one = kept_text()
    with open_journal(path, mirror=tmp_path / "stick.db") as journal:
        journal.keep_definition(one)
        before = read_definitions(path)
        call(journal)
        journal.keep_definition(one)
        call(journal, 2)
        assert journal.settle_mirror(10)
    recover(path, tmp_path / "again.db")

    assert {} == before
    for file in (path, tmp_path / "stick.db", tmp_path / "again.db"):
        assert {one.hash: one} == read_definitions(file), file.name


def test_a_changed_definition_is_named_and_not_used(path: Path) -> None:
    """Its hash stands in the chain; a text that does not give it is none. One that never did is not taken."""
    one = kept_text()
    with open_journal(path) as journal:
        journal.keep_definition(one)
        call(journal)
        with pytest.raises(ValueError, match="small"):
            journal.keep_definition(KeptDefinition(one.hash, "small", "most = 4"))
    changed = connect_file(str(path))
    changed.execute("UPDATE definitions SET text = replace(text, '3', '4')")
    changed.close()

    assert [("J-DEFINITION", "small")] == [(finding.code, finding.source) for finding in check(path)]
    assert {} == read_definitions(path)
    assert 1 == len(read_facts(path))


def test_a_newer_file_is_refused_in_words(path: Path) -> None:
    """An older program leaves a newer file alone and says which version it needs."""
    open_journal(path).close()
    newer = connect_file(str(path))
    newer.execute(f"PRAGMA user_version={VERSION + 1}")
    newer.close()

    for read in (open_journal, read_facts, check):
        with pytest.raises(JournalTooNew) as caught:
            read(path)
        assert (VERSION + 1, VERSION) == (caught.value.version, caught.value.known)


def test_a_fact_of_a_newer_program_is_taken_and_passed_on(tmp_path: Path) -> None:
    """What this program cannot read it still keeps, chains and hands over, byte for byte."""
    row = FactRow("table-9", 1, 1, None, WALL, "drone", SCHEMA + 1, "drone_landed", None, '{"x":1}', "0" * 64, "")
    foreign = read_fact(row._replace(hash=fact_hash(row)))
    with open_journal(tmp_path / "a.db") as journal:
        journal.take([foreign.row()])

    (kept,) = read_facts(tmp_path / "a.db")
    assert isinstance(kept.body, Unknown)
    assert foreign.row() == kept.row()
    assert ["J-KIND"] == [finding.code for finding in check(tmp_path / "a.db")]


def test_the_mirror_is_a_whole_journal_in_step(tmp_path: Path) -> None:
    """The copy holds the same facts and raw bytes, opens as a journal, and catches up on what came before it."""
    source, stick = tmp_path / "day.db", tmp_path / "stick.db"
    with open_journal(source) as journal:
        call(journal)
    with open_journal(source, mirror=stick) as journal:
        journal.evidence("r1", b"$box", 5)
        call(journal)
        assert journal.settle_mirror(10)
        assert head(journal.facts()) == head(read_facts(stick))

    with open_journal(stick) as copy:
        assert head(copy.facts()) == head(read_facts(source))
    assert read_evidence(source, "r1") == read_evidence(stick, "r1") != []


def test_a_pulled_stick_stops_no_append_and_catches_up(tmp_path: Path) -> None:
    """While the stick is away appends succeed and the flag says so; when it is back the copy is whole again."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with open_journal(tmp_path / "day.db", mirror=stick / "copy.db") as journal:
        call(journal)
        assert journal.settle_mirror(10)
        stick.rename(tmp_path / "pocket")
        call(journal)
        assert not journal.settle_mirror(10)
        assert journal.mirror_error is not None
        assert "gone" == journal.mirror_error.fields["reason"]
        (tmp_path / "pocket").rename(stick)
        call(journal)
        assert journal.settle_mirror(10)

    assert read_facts(tmp_path / "day.db") == read_facts(stick / "copy.db")


def test_a_mirror_never_overwrites_another_journal(tmp_path: Path) -> None:
    """Yesterday's stick in today's laptop: flagged, and yesterday's facts are untouched."""
    yesterday = tmp_path / "copy.db"
    with open_journal(yesterday) as journal:
        call(journal, 77)
    facts = read_facts(yesterday)

    with open_journal(tmp_path / "day.db", mirror=yesterday) as journal:
        call(journal, 1)
        assert not journal.settle_mirror(10)
        assert journal.mirror_error is not None
        assert "other_journal" == journal.mirror_error.fields["reason"]

    assert facts == read_facts(yesterday)


def test_raw_bytes_are_committed_with_the_fact_they_led_to(path: Path) -> None:
    """Evidence waits for the next fact, keeps its pieces and times, and leaves the head as it is."""
    with open_journal(path) as journal:
        journal.evidence("r1", b"$box,1,", 1_000)
        journal.evidence("r1", b"$host,0,0,", 1_500, box=1, is_sent=True)
        journal.evidence("r1", b"1*AA\n", 2_000)
        journal.evidence(None, b"noise", 3_000)
        assert [] == read_evidence(path, "r1")
        fact = call(journal)
        assert [
            Chunk(1_000, b"$box,1,"),
            Chunk(1_500, b"$host,0,0,", box=1, is_sent=True),
            Chunk(2_000, b"1*AA\n"),
        ] == read_evidence(path, "r1")
        journal.evidence("r1", b"late", 4_000)

    assert 4 == len(read_evidence(path, "r1"))
    assert [Chunk(3_000, b"noise")] == read_evidence(path, None)
    assert head([fact]) == head(read_facts(path))
    assert [] == check(path)


def test_much_raw_bytes_do_not_wait_in_memory(path: Path) -> None:
    """A box that talks without a fact is written down by itself."""
    with open_journal(path) as journal:
        for number in range(5):
            journal.evidence("r1", bytes(30_000), number)

        assert 4 == len(read_evidence(path, "r1"))


def test_readable_tables_are_rebuilt_at_will(path: Path, tmp_path: Path) -> None:
    """Projections flatten facts for people; building them twice gives the same, the journal is only read."""
    with open_journal(path) as journal:
        journal.append(RunOpened("t1", 1, True, "open", None, 2), run="r1", by="referee")
        call(journal, 3)
        before = head(journal.facts())
        assert {"run_opened": 1, "called": 1, "runs": 1} == project(path, tmp_path / "tables.db")
        assert {"run_opened": 1, "called": 1, "runs": 1} == project(path, tmp_path / "tables.db")
        assert before == head(read_facts(path))

    tables = connect_file(str(tmp_path / "tables.db"))
    assert [("line", '{"n": 3}', 3)] == list(tables.execute("SELECT call, args, at_ms FROM called"))
    assert [("r1", "t1", 2)] == list(tables.execute('SELECT run, team, "table" FROM runs'))
    tables.close()
