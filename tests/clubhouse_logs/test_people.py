"""The one table with names, and what forgetting leaves of them."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clubhouse_logs.erasure import digest_of
from clubhouse_logs.people import Member, People
from clubhouse_logs.visit_import import name_key
from judge.facts import person_id

TODAY = date(2022, 10, 1)
SECRET = "ゆうやけとんぼ"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    """An empty table in a file."""
    with People(tmp_path / "people.db") as table:
        yield table


def traces(folder: Path, text: str) -> list[str]:
    """The files of a folder that hold a text, the write-ahead log included."""
    return [file.name for file in sorted(folder.iterdir()) if text.encode() in file.read_bytes()]


def test_forgetting_leaves_no_byte_of_the_name(people: People, tmp_path: Path) -> None:
    """Not in the file, its index or its write-ahead log, whatever stood around it; the others stay."""
    others = [people.add(f"nickname-{number}", stage="ES", entropy=bytes([number]) * 7) for number in range(1, 60)]
    person = people.add(SECRET, stage="MS", entropy=b"\xf0" * 7)
    assert traces(tmp_path, SECRET)

    assert people.forget(person, TODAY)

    assert [] == traces(tmp_path, SECRET)
    assert people.member(person) is None
    assert [] == people.persons_of(name_key(SECRET))
    assert Member(others[6], "nickname-7", "ES") == people.member(others[6])
    assert {digest_of(person): TODAY} == people.ledger()
    assert [] == traces(tmp_path, person)


def test_an_older_copy_is_erased_again_by_the_ledger(people: People, tmp_path: Path) -> None:
    """Last month's backup restored, the ledger replayed: the name is gone there too; a second replay is nothing."""
    person = people.add(SECRET, stage=None, entropy=b"\xf0" * 7)
    backup = tmp_path / "backup"
    backup.mkdir()
    people._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "people.db", backup)
    people.forget(person, TODAY)

    with People(backup / "people.db") as restored:
        assert 1 == restored.replay(people.ledger().items())
        assert 0 == restored.replay(people.ledger().items())
        assert people.ledger() == restored.ledger()
        assert [] == traces(backup, SECRET)


def test_forgetting_while_another_program_reads_says_so(people: People, tmp_path: Path) -> None:
    """A reader keeps old pages alive: no promise is made that is not kept, and the next try keeps it."""
    person = people.add(SECRET, stage=None, entropy=b"\xf0" * 7)
    reader = sqlite3.connect(tmp_path / "people.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    people._db.execute("PRAGMA busy_timeout=0")

    with pytest.raises(sqlite3.OperationalError):
        people.forget(person, TODAY)
    reader.close()

    assert not people.forget(person, TODAY)
    assert [] == traces(tmp_path, SECRET)


def test_one_nickname_may_be_two_children(people: People) -> None:
    """Widths and spaces do not tell them apart, and nothing merges them."""
    first, second = (people.add(name, stage=None, entropy=bytes([n]) * 7) for n, name in enumerate(["はな", " は な"]))

    assert sorted([first, second]) == people.persons_of(name_key("はな"))


def test_an_id_is_given_once_ever(people: People) -> None:
    """Not twice, and not again after its person was forgotten: old facts would become somebody else's."""
    person = people.add("はな", stage=None, entropy=b"\x01" * 7)
    with pytest.raises(ValueError, match=person):
        people.add("たろう", stage=None, entropy=b"\x01" * 7)
    people.forget(person, TODAY)
    with pytest.raises(ValueError, match=person):
        people.add("たろう", stage=None, entropy=b"\x01" * 7)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Also one that stood open to others before."""
    path = tmp_path / "people.db"
    path.touch(mode=0o644)

    with People(path) as people:
        people.add("はな", stage=None, entropy=b"\x01" * 7)

        assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}


def test_an_older_ledger_of_ids_becomes_one_of_digests(tmp_path: Path) -> None:
    """The file of an older program: whom it erased stays erased, and the id is gone."""
    person = person_id(b"\x01" * 7)
    with People(tmp_path / "people.db") as people:
        people._db.execute("CREATE TABLE erased (person TEXT PRIMARY KEY, erased_on TEXT NOT NULL)")
        people._db.execute("INSERT INTO erased VALUES (?, ?)", (person, TODAY.isoformat()))

    with People(tmp_path / "people.db") as people:
        assert {digest_of(person): TODAY} == people.ledger()
    assert [] == traces(tmp_path, person)
