"""A damaged journal: named to the row or the page, and its good part kept."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from judge.errors import JournalDamaged, JournalWriteFailed, NotAJournal
from judge.facts import Called, Fact, fact_hash, head
from judge.findings import Finding
from judge.journal import Journal, check, read_evidence, read_facts, recover
from judge.journal.database import connect_file

WALL = "2026-03-01T09:00:00+09:00"
FACTS = 60
PAGE_BYTES = 4096


def write_journal(path: Path, count: int = FACTS, mirror: Path | None = None) -> list[Fact]:
    """Write a journal of calls with evidence, closed properly."""
    with Journal.open(path, "table-1", clock=lambda: WALL, mirror=mirror) as journal:
        for number in range(count):
            journal.evidence("r1", b"$box,%d" % number, number)
            journal.append(Called("line", {"n": number}), run="r1", at_ms=number, by="referee")
        return journal.facts()


def change(path: Path, sql: str, *values: Any) -> None:
    """Tamper through SQLite, as a person with a database browser would."""
    connection = connect_file(str(path))
    connection.execute(sql, values)
    connection.close()


def errors(findings: list[Finding]) -> list[tuple[str, str]]:
    """The codes and places of what is wrong."""
    return [(finding.code, finding.source) for finding in findings if finding.level == "error"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a whole journal of sixty facts."""
    path = tmp_path_factory.mktemp("written") / "day.db"
    write_journal(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, written: bytes) -> Path:
    """A whole journal of sixty facts, this test's own."""
    (tmp_path / "day.db").write_bytes(written)
    return tmp_path / "day.db"


def test_a_whole_journal_has_no_findings(path: Path) -> None:
    """Nothing is said about a file in order."""
    assert [] == check(path)


TAMPERED = [
    ("body", '{"args":{"n":99},"call":"line"}', ["J-HASH"]),
    ("body", '{"args":{"n":9', ["J-HASH", "J-JSON"]),
    ("body", b"\xff\xfe", ["J-HASH", "J-JSON"]),
    ("lamport", 500, ["J-HASH"]),
    ("at_ms", 7, ["J-HASH"]),
    ("at_ms", 7.5, ["J-HASH"]),
    ("wall", "2026-03-01T08:00:00+09:00", ["J-HASH"]),
    ("by", "chief", ["J-HASH"]),
    ("schema", 2, ["J-HASH"]),
    ("schema", 0, ["J-HASH"]),
    ("schema", "two", ["J-HASH"]),
    ("kind", "signalled", ["J-HASH", "J-JSON"]),
    ("run", "r2", ["J-HASH"]),
    ("prev", "1" * 64, ["J-HASH", "J-PREV"]),
    ("hash", "1" * 64, ["J-HASH"]),
]


@pytest.mark.parametrize(("column", "value", "codes"), TAMPERED, ids=lambda value: str(value)[:16])
def test_a_changed_column_is_named_with_its_row(path: Path, column: str, value: Any, codes: list[str]) -> None:
    """Whatever column of a row is changed, the row is named, and no reader or writer goes on as if nothing were."""
    change(path, f'UPDATE facts SET "{column}" = ? WHERE seq = 17', value)

    found = errors(check(path))

    assert codes == [code for code, source in found if source == "table-1:17"]
    with pytest.raises(JournalDamaged, match="table-1:17"):
        read_facts(path)
    with pytest.raises(JournalDamaged, match="table-1:17"):
        Journal.open(path, "table-1", clock=lambda: WALL)


def test_missing_rows_are_named(path: Path) -> None:
    """Rows that are gone are named from the first to the last of the hole."""
    change(path, "DELETE FROM facts WHERE seq BETWEEN 5 AND 9")

    (gap,) = check(path)

    assert ("J-GAP", "table-1:5", {"first": 5, "last": 9}) == (gap.code, gap.source, gap.fields)


def test_a_renumbered_row_is_a_hole_and_a_stranger(path: Path) -> None:
    """A row moved to another number or station leaves a hole where it was and does not fit where it is."""
    change(path, "UPDATE facts SET seq = 500 WHERE seq = 17")
    change(path, "UPDATE facts SET station = 'table-2' WHERE seq = 30")

    found = errors(check(path))

    assert {("J-GAP", "table-1:17"), ("J-HASH", "table-1:500"), ("J-GAP", "table-1:30"), ("J-HASH", "table-2:30")} <= {
        *found
    }


def test_a_forged_row_with_a_right_hash_breaks_the_chain(path: Path) -> None:
    """Whoever hashes a changed row anew is found at the row behind it."""
    fact = read_facts(path)[16]
    row = fact.row()._replace(at_ms=1)
    change(path, "UPDATE facts SET at_ms = 1, hash = ? WHERE seq = 17", fact_hash(row))

    assert [("J-PREV", "table-1:18")] == errors(check(path))


def test_a_hash_that_is_no_hash_is_believed_by_no_row(path: Path) -> None:
    """A row that rests on another's nonsense and hashes it rightly is out of shape all the same."""
    row = read_facts(path)[17].row()._replace(prev="nonsense")
    change(path, "UPDATE facts SET hash = 'nonsense' WHERE seq = 17")
    change(path, "UPDATE facts SET prev = 'nonsense', hash = ? WHERE seq = 18", fact_hash(row))

    assert [("J-HASH", "table-1:17"), ("J-FIELD", "table-1:18"), ("J-PREV", "table-1:19")] == errors(check(path))


def test_changed_raw_bytes_are_named(path: Path) -> None:
    """Evidence has a chain of its own; its damage is told and does not close the journal."""
    change(path, "UPDATE evidence SET chunks = x'00' WHERE seq = 3")

    assert [("J-EVIDENCE", "table-1:3")] == errors(check(path))
    assert FACTS == len(read_facts(path))


def test_recovery_keeps_all_good_rows_and_declares_the_hole(path: Path, tmp_path: Path) -> None:
    """The new journal holds every good row, names for ever what was lost, and goes on; the old one is unchanged."""
    change(path, "UPDATE facts SET body = replace(body, '16', '61') WHERE seq = 17")
    change(path, "DELETE FROM facts WHERE seq = 40")
    before, facts = path.read_bytes(), FACTS

    recovered = recover(path, tmp_path / "new.db")

    assert (facts - 2, ("table-1:17", "table-1:40")) == (recovered.kept, recovered.lost)
    assert before == path.read_bytes()
    assert ["J-LOST", "J-LOST"] == [finding.code for finding in check(tmp_path / "new.db")]
    with Journal.open(tmp_path / "new.db", "table-1", clock=lambda: WALL) as journal:
        assert facts + 1 == journal.append(Called("line", {}), run="r1", by="referee").seq
    assert facts == len(read_evidence(tmp_path / "new.db", "r1"))


def test_recovery_takes_what_is_missing_from_the_mirror(tmp_path: Path) -> None:
    """With the stick at hand nothing is lost, even when the first page of the file is gone."""
    path, stick = tmp_path / "day.db", tmp_path / "stick.db"
    facts = write_journal(path, mirror=stick)
    content = bytearray(path.read_bytes())
    content[:16] = bytes(16)
    path.write_bytes(content)

    assert [("J-PAGE", "page 1")] == errors(check(path))
    recovered = recover(path, tmp_path / "new.db", mirrors=[stick])

    assert (FACTS, ()) == (recovered.kept, recovered.lost)
    assert head(facts) == head(read_facts(tmp_path / "new.db"))
    assert [] == check(tmp_path / "new.db")


def test_recovery_overwrites_nothing_and_makes_nothing_of_nothing(path: Path, tmp_path: Path) -> None:
    """The new file must be new; a file without one good row gives none."""
    change(path, "DELETE FROM facts")

    with pytest.raises(JournalWriteFailed):
        recover(path, path)
    with pytest.raises(NotAJournal):
        recover(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_a_forged_chain_is_kept_up_to_the_forgery(path: Path, tmp_path: Path) -> None:
    """Where rows contradict each other without a hole, recovery trusts nothing behind."""
    row = read_facts(path)[16].row()._replace(at_ms=1)
    change(path, "UPDATE facts SET at_ms = 1, hash = ? WHERE seq = 17", fact_hash(row))

    recovered = recover(path, tmp_path / "new.db")

    assert (17, ()) == (recovered.kept, recovered.lost)


def test_a_damaged_page_is_named_with_the_rows_it_held(path: Path, tmp_path: Path) -> None:
    """A page of the table overwritten: its number, the rows that cannot be read, and all others are kept."""
    page = _leaf_of_row(path, 30)
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE_BYTES : (page - 1) * PAGE_BYTES + 64] = b"\xff" * 64
    path.write_bytes(content)

    findings = check(path)
    recovered = recover(path, tmp_path / "new.db")

    assert ("J-PAGE", f"page {page}") in errors(findings)
    (missing,) = [finding.fields["rows"] for finding in findings if finding.source == "facts"]
    assert recovered.lost == tuple(str(missing).split())
    assert "table-1:30" in recovered.lost
    assert FACTS - len(recovered.lost) == recovered.kept > FACTS // 2
    with pytest.raises(JournalDamaged):
        read_facts(path)


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_never_gives_a_wrong_fact(path: Path, tmp_path: Path, seed: int) -> None:
    """Any bit of the file flipped: either every fact reads as it was, or the damage is named; what recovery keeps is
    true in every case. (About half of a small file's bits are SQLite's free room.)"""
    facts = set(read_facts(path))
    content = bytearray(path.read_bytes())
    bit = random.Random(seed).randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)

    try:
        findings = errors(check(path))
    except NotAJournal:
        assert bit // 8 < 100, f"seed {seed}: only the file's header makes a stranger of it"
        return
    if not findings:
        assert facts == set(read_facts(path)), f"seed {seed}, bit {bit}"
        return
    try:
        recover(path, tmp_path / "new.db")
    except NotAJournal:
        return
    assert set(read_facts(tmp_path / "new.db")) <= facts, f"seed {seed}, bit {bit}"


@pytest.mark.parametrize("seed", range(100, 120))
def test_a_flipped_bit_is_made_good_by_the_mirror(path: Path, tmp_path: Path, seed: int) -> None:
    """Wherever the bit is, the mirror has what it spoilt: nothing is lost."""
    facts = set(read_facts(path))
    mirror = tmp_path / "stick.db"
    mirror.write_bytes(path.read_bytes())
    content = bytearray(path.read_bytes())
    bit = random.Random(seed).randrange(100 * 8, len(content) * 8)  # behind the header, which makes a file a journal
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)

    recovered = recover(path, tmp_path / "new.db", mirrors=[mirror])

    assert ((), facts) == (recovered.lost, set(read_facts(tmp_path / "new.db"))), f"seed {seed}, bit {bit}"


def _leaf_of_row(path: Path, seq: int) -> int:
    """Find the page that holds a row's text."""
    connection = sqlite3.connect(path)
    (digest,) = connection.execute("SELECT hash FROM facts WHERE seq = ?", (seq,)).fetchone()
    connection.close()
    return path.read_bytes().index(digest.encode()) // PAGE_BYTES + 1
