"""The one exception to a journal that is only added to."""

from pathlib import Path

import pytest

from judge.errors import JournalTaken
from judge.facts import Called, Corrected, Noted, PersonAdded, TeamEntered, Visited, person_id
from judge.journal import Journal, check, read_facts
from judge.journal.rewrite import persons_in, replace_persons
from tests.tui.books import MIKA, TARO, WALL

NOBODY, OTHER = person_id(b"\xaa" * 7), person_id(b"\xbb" * 7)


@pytest.fixture(name="journal")
def _journal(tmp_path: Path) -> Path:
    """Two stations, a child in every place an id may stand: a body, a list, an author, a replacement, a key."""
    path = tmp_path / "spring.db"
    with Journal.open(path, "desk", clock=lambda: WALL) as journal:
        journal.append(Noted("order", {"first": "t1"}), by="staff")
        journal.append(PersonAdded(MIKA, "child"), by="staff")
        journal.append(TeamEntered("t1", "Foxes", "ES", (MIKA, TARO), "ja"), by=MIKA)
        visit = journal.append(Visited(TARO, 1, "2022-10-01T01:00:00Z", "clubhouse", "youth", "scan"), by="kiosk")
        moved = Visited(MIKA, 1, "2022-10-01T01:00:00Z", "clubhouse", "youth", "scan")
        journal.append(Corrected(visit.station, visit.seq, "replace", moved, "mistake"), by="staff")
        journal.append(Noted("votes", {"for": MIKA}), by="staff")
    with Journal.open(path, "table-1", clock=lambda: WALL) as journal:
        journal.append(Called("line", {"n": 1}), run="r1", at_ms=10, by="referee")
    return path


def test_an_id_is_replaced_wherever_it_stands_and_the_chain_is_whole(journal: Path) -> None:
    """Every fact stays; no byte of the id does, in the file or beside it; what did not rest on it is untouched."""
    before = read_facts(journal)
    beside = [path for path in journal.parent.iterdir() if MIKA.encode() in path.read_bytes()]
    assert beside

    assert 4 == replace_persons(journal, {MIKA: NOBODY, OTHER: NOBODY})

    after = read_facts(journal)
    assert [] == check(journal)
    assert {TARO, NOBODY} == persons_in(journal)
    assert not [path for path in journal.parent.iterdir() if MIKA.encode() in path.read_bytes()]
    assert [(fact.source, fact.lamport, fact.wall, fact.kind) for fact in before] == [
        (fact.source, fact.lamport, fact.wall, fact.kind) for fact in after
    ]
    assert before[0] == after[0]
    assert [fact for fact in before if fact.station == "table-1"] == [f for f in after if f.station == "table-1"]
    assert 0 == replace_persons(journal, {MIKA: NOBODY})


def test_two_copies_agree_again(journal: Path, tmp_path: Path) -> None:
    """The same stand-in on another machine gives the same rows, so they merge as before."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(journal.read_bytes())

    for path in (journal, copy):
        replace_persons(path, {MIKA: NOBODY})

    assert read_facts(journal) == read_facts(copy)


def test_a_writer_at_work_is_not_overtaken(journal: Path) -> None:
    """Nothing changes while somebody else may write."""
    before = read_facts(journal)
    with Journal.open(journal, "desk", clock=lambda: WALL), pytest.raises(JournalTaken):
        replace_persons(journal, {MIKA: NOBODY})

    assert before == read_facts(journal)
