"""Somebody is forgotten while sticks are on their way: what was written before comes in, and the person does not."""

from datetime import date
from pathlib import Path

import pytest

from judge.facts import Noted, PersonAdded, RunSigned, TeamEntered, head
from judge.hall_kinds import TournamentFounded
from judge.journal import Journal, check, read_facts
from judge.journal.rewrite import replace_persons, with_stand_ins
from tui.__main__ import main
from tui.forgetting import LEDGER, forget, new_lines
from tui.now import wall

CHILD, OTHER, STAND_IN = "p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc"


def kagarobo(home: Path, *words: object) -> int:
    """Run the command in English, in a home of its own."""
    return main(["--lang", "en", "--home", str(home), *map(str, words)])


def forget_child(home: Path) -> None:
    """As `kagarobo forget` does it."""
    lines = new_lines([CHILD], home, today=date(2026, 11, 21), reason="request", entropy=lambda count: b"7" * count)
    forget(home, [CHILD], lines)


def traces(folder: Path) -> list[Path]:
    """The files that still hold the child's id."""
    return [path for path in folder.rglob("*") if path.is_file() and CHILD.encode() in path.read_bytes()]


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Path:
    """A desk whose tournament has the child in a team, and the stick of a table that wrote the child down as well."""
    desk, laptop, stick = tmp_path / "desk", tmp_path / "laptop", tmp_path / "stick"
    desk.mkdir()
    with Journal.open(desk / "tournament.db", "desk", clock=wall) as journal:
        journal.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, 8, {}), by="staff")
        journal.append(PersonAdded(CHILD, "child"), by="staff")
        journal.append(TeamEntered("t1", "T1", "ES", (CHILD, OTHER), "ja"), by="staff")
    assert [0, 0] == [
        kagarobo(desk, "tournament", "pack", "--table", 7, stick),
        kagarobo(laptop, "table", "--from", stick),
    ]
    judge(tmp_path)
    return desk


def judge(folder: Path) -> None:
    """The table writes, with its stick in."""
    path, mirror = folder / "laptop" / "tournament.db", folder / "stick" / "table-7.db"
    with Journal.open(path, "table-7", clock=wall, mirror=mirror) as journal:
        journal.append(Noted("said", {}), by=CHILD)
        journal.append(RunSigned("team", CHILD), run="r1", by="referee")


def test_a_stick_from_before_comes_in_and_the_news_goes_back_without_the_person(desk: Path, tmp_path: Path) -> None:
    """No fork is seen, however often; in the end both laptops and the stick have one head, and nobody's id."""
    stick = tmp_path / "stick" / "table-7.db"
    assert 0 == kagarobo(desk, "journal", "merge", stick)
    forget_child(desk)
    judge(tmp_path)
    assert 0 == kagarobo(desk, "journal", "merge", stick, "--dry-run")
    assert [0, 0] == [kagarobo(desk, "journal", "merge", stick) for _ in range(2)]
    assert 7 == len(read_facts(desk / "tournament.db"))
    assert [] == traces(desk)

    assert 0 == kagarobo(desk, "tournament", "pack", "--table", 7, stick.parent)
    assert 0 == kagarobo(tmp_path / "laptop", "table", "--from", stick.parent)
    paths = [desk / "tournament.db", tmp_path / "laptop" / "tournament.db", stick]
    assert 1 == len({head(read_facts(path)) for path in paths})
    assert [] == [finding for path in paths for finding in check(path)]
    assert [] == traces(tmp_path)


def test_the_ledger_of_another_laptop_is_replayed_by_the_merge(desk: Path, tmp_path: Path) -> None:
    """It lies beside the file, or is named; without it the two contradict each other, and nothing is taken."""
    other = tmp_path / "other"
    assert 0 == kagarobo(other, "journal", "merge", desk / "tournament.db")
    forget_child(desk)
    (apart := tmp_path / "apart").mkdir()
    (apart / "desk.db").write_bytes((desk / "tournament.db").read_bytes())

    before = head(read_facts(other / "tournament.db"))
    assert 1 == kagarobo(other, "journal", "merge", apart / "desk.db")
    assert before == head(read_facts(other / "tournament.db"))
    assert 0 == kagarobo(other, "journal", "merge", apart / "desk.db", "--ledger", desk / LEDGER)
    assert [] == traces(other)
    assert head(read_facts(desk / "tournament.db")) == head(read_facts(other / "tournament.db"))
    (apart / LEDGER).write_text("no ledger\n", encoding="utf-8")
    assert 2 == kagarobo(other, "journal", "merge", apart / "desk.db")


def test_facts_that_come_are_sealed_anew_as_a_file_is(desk: Path) -> None:
    """The same rows, by either way."""
    facts = read_facts(desk / "tournament.db")
    replace_persons(desk / "tournament.db", {CHILD: STAND_IN})
    assert read_facts(desk / "tournament.db") == with_stand_ins(facts, {CHILD: STAND_IN})
