"""`kagarobo forget`: nobody's id is left anywhere, and no figure changes."""

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.figures import figures
from clubhouse_logs.people import People
from clubhouse_logs.periods import fiscal_year
from firmware.flasher.class_book import ClassBook, Put
from firmware.flasher.payload import sha256_of
from firmware.flasher.programs import ChildPrograms
from judge.errors import JournalTaken
from judge.facts import Body, ConsentGiven, MemberConfirmed, PersonsMerged, TeamEntered, Visited
from judge.journal import Journal, check
from tests.tui.books import tournament_book
from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse, read_record
from tui.forgetting import forget, replay
from tui.town import Town

TOWN = Town.load()
SATURDAY = datetime(2022, 10, 1, 10, 30, tzinfo=TOWN.timezone)
YEAR = fiscal_year(2022, 4)
SECRET = "ゆうやけとんぼ"


def kagarobo(home: Path, *arguments: object) -> int:
    """Run the command in English, in a home of its own."""
    return main(["--lang", "en", "--home", str(home), *map(str, arguments)])


def office(home: Path) -> Clubhouse:
    return open_clubhouse(home, TOWN, clock=lambda: SATURDAY)


def values(home: Path) -> Any:
    facts, record = read_record(home, TOWN)
    as_of = date(2023, 3, 31)
    records = record.records(YEAR, as_of=as_of)
    found = figures(facts, calendar=record.calendar, period=YEAR, as_of=as_of, records=records)
    return {one.id: (one.value, one.low, one.high) for one in found}


def traces(folder: Path, *texts: str) -> list[str]:
    """Every file below a folder that holds one of the texts, or is called so."""
    found = [path for path in folder.rglob("*") if any(text in path.name for text in texts)]
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(map(str, [*found, *(path for path in files if any(t.encode() in path.read_bytes() for t in texts))]))


@pytest.fixture(name="ids")
def _ids(tmp_path: Path) -> list[str]:
    """Two ids of one child, with visits, a consent, programs, a team and a readable table; and another child."""
    home = tmp_path
    with office(home) as club:
        confirmed = lambda person: MemberConfirmed(person, "2022-04-01", None)  # noqa: E731
        one = club.enter(SECRET, "ES", confirmed, by="staff").person
        two = club.enter("とんぼ", None, confirmed, by="staff").person
        other = club.enter("はな", "MS", confirmed, by="staff").person
        more: list[Body] = [ConsentGiven(one, "linking", "v1", "guardian", "2022-04-01"), PersonsMerged(one, two)]
        club.append(more, by="staff")
        for number, person in enumerate((one, two, other, one)):
            club.arrive(person, at=SATURDAY.replace(day=1 + 7 * number))
            club.leave(person, at=SATURDAY.replace(day=1 + 7 * number, hour=12))
        club.arrive(one, by=one)
        club.people.give_card(one, entropy=bytes(range(10)))
    program = b"print('hello')\n"
    kept = ChildPrograms(home, one).keep(program)
    sha256 = sha256_of(program)
    book = ClassBook(home)
    book.put(Put("robot-1", one, "tonbo.py", sha256, "2022-10-01T00:00:00Z"))
    backup = home / "backups" / "robot-1" / f"20221001T000000Z-{sha256[:12]}.py"
    backup.parent.mkdir(parents=True)
    backup.write_bytes(kept.read_bytes())
    tournament_book(home / "tournament.db")
    with Journal.open(home / "tournament.db", "desk", clock=lambda: "2022-10-29T00:00:00Z") as journal:
        journal.append(TeamEntered("t3", "Owls", "ES", (one, other), "ja"), by="scorekeeper")
    with closing(sqlite3.connect(home / "visits.db")) as readable:
        readable.execute("create table visits(person text, day text)")
        readable.execute("create index by_person on visits(person)")
        readable.execute("insert into visits values (?, '2022-10-01')", (one,))
        readable.commit()
    (home / "kagarobo.log").write_text(f"no program of {two}\n", encoding="utf-8")
    return [one, two, other]


def test_nobody_is_left_and_no_figure_changes(
    tmp_path: Path, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """By nickname: both ids of the child are gone from every file, the other child is not; journals stay whole."""
    one, two, other = ids
    before = values(tmp_path)
    assert 0 == kagarobo(tmp_path, "clubhouse", "kpi", "--json")
    assert any(path.endswith("checkpoint.db") for path in traces(tmp_path, one))
    kept = capsys.readouterr().out

    assert 0 == kagarobo(tmp_path, "forget", SECRET, "--json")

    receipt = json.loads(capsys.readouterr().out)
    assert (2, 2, 2, []) == tuple(receipt[key] for key in ("persons", "names", "programs", "left"))
    assert [] == traces(tmp_path, one, two, SECRET, "とんぼ", "tonbo")
    assert traces(tmp_path, other)
    assert before == values(tmp_path)
    assert 0 == kagarobo(tmp_path, "clubhouse", "kpi", "--json")
    assert kept == capsys.readouterr().out
    assert [] == traces(tmp_path, one, two)
    for path in tmp_path.rglob("*.db"):
        if path.name.endswith("people.db") or path.name in ("visits.db", "class.db", "checkpoint.db"):
            continue
        assert [] == check(path)


def test_a_restored_backup_is_erased_again(tmp_path: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Last month's backup onto an empty computer: the ledger beside it is replayed; the other child's name is back."""
    monkeypatch.setenv("KAGAROBO_PASSPHRASE", "eight letters at least")
    stick = tmp_path.parent / f"{tmp_path.name}-stick"
    stick.mkdir()
    assert 0 == kagarobo(tmp_path, "clubhouse", "backup", stick / "october.kagarobo")
    before = values(tmp_path)
    assert 0 == kagarobo(tmp_path, "forget", ids[0])
    assert 0 == kagarobo(tmp_path, "clubhouse", "backup", stick / "november.kagarobo")
    assert [] == traces(stick, *ids, SECRET)

    fresh = tmp_path.parent / f"{tmp_path.name}-fresh"
    assert 0 == kagarobo(fresh, "clubhouse", "restore", stick / "october.kagarobo")

    assert [] == traces(fresh, ids[0], ids[1], SECRET)
    assert before == values(fresh) == values(tmp_path)
    with People(fresh / "clubhouse" / "clubhouse" / "people.db") as people:
        assert ["はな"] == [member.nickname for member in people.members()]
    _facts, record = read_record(fresh, TOWN)
    assert 2 == len(record.erased)


def test_an_id_that_is_back_is_erased_again_from_what_is_kept(tmp_path: Path, ids: list[str]) -> None:
    """Beside the number that stands for it, in the journal and in the checkpoint made from it."""
    assert 0 == kagarobo(tmp_path, "forget", ids[0])
    with office(tmp_path) as club:
        club.arrive(ids[0], at=SATURDAY.replace(day=29))
    before = values(tmp_path)
    assert 0 == kagarobo(tmp_path, "clubhouse", "kpi")
    assert any(path.endswith("checkpoint.db") for path in traces(tmp_path, ids[0]))

    assert [] == replay(tmp_path).left

    assert [] == traces(tmp_path, ids[0])
    assert before == values(tmp_path)


def test_while_a_kiosk_is_open_nothing_is_erased(tmp_path: Path, ids: list[str]) -> None:
    """It holds the id in memory: close it, then forget."""
    with office(tmp_path), pytest.raises(JournalTaken):
        forget(tmp_path, ids[:1], [])
    assert traces(tmp_path, SECRET)


def test_a_file_from_elsewhere_brings_nobody_back(tmp_path: Path, ids: list[str]) -> None:
    """A copy of the folder's files from before: --again puts the same number in."""
    folder = tmp_path / "clubhouse" / "clubhouse" / "FY2022"
    copies = {path: path.read_bytes() for path in folder.glob("*.db")}
    assert 0 == kagarobo(tmp_path, "forget", ids[0])
    before = values(tmp_path)
    for path, content in copies.items():
        path.with_name(f"copy-of-{path.name}").write_bytes(content)
    # A kiosk that was away wrote with the id it knew: one child still, and one day, before anybody erases it there.
    with open_clubhouse(tmp_path, TOWN, station="van", clock=lambda: SATURDAY) as van:
        van.append([Visited(ids[0], 1, "2022-10-01T04:00:00Z", "clubhouse", "youth", "scan")], by="kiosk")
    assert (before["nobe"], before["jitsu"]) == tuple(values(tmp_path)[name] for name in ("nobe", "jitsu"))

    assert 0 == kagarobo(tmp_path, "forget", "--again")

    assert [] == traces(tmp_path, ids[0], ids[1])
    after = values(tmp_path)
    assert (before["nobe"], before["jitsu"]) == (after["nobe"], after["jitsu"])


def test_who_is_not_here_or_not_one(tmp_path: Path, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A name of nobody and a name of two are refused; a dry run erases nothing."""
    with office(tmp_path) as club:
        club.add_provisional("はな", None)
    assert 2 == kagarobo(tmp_path, "forget", "だれか")
    assert 2 == kagarobo(tmp_path, "forget", "はな")
    assert ids[2] in capsys.readouterr().err
    assert 2 == kagarobo(tmp_path, "forget")
    assert 0 == kagarobo(tmp_path, "forget", ids[0], "--dry-run")
    assert traces(tmp_path, SECRET)


@pytest.mark.usefixtures("ids")
def test_the_retention_run_erases_whom_the_rules_keep_no_longer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A provisional child whose form never came is due long since; members who hold are not; --keep keeps."""
    with office(tmp_path) as club:
        alone = club.add_provisional("すずめ", "ES")
        club.arrive(alone.person)
    before = values(tmp_path)
    capsys.readouterr()

    assert 0 == kagarobo(tmp_path, "forget", "--retention", "--dry-run", "--json")
    assert [{"person": alone.person, "reason": "no_form", "since": "2022-11-01"}] == json.loads(capsys.readouterr().out)
    assert 0 == kagarobo(tmp_path, "forget", "--retention", "--keep", alone.person)
    assert traces(tmp_path, "すずめ")

    assert 0 == kagarobo(tmp_path, "forget", "--retention")
    assert [] == traces(tmp_path, "すずめ", alone.person)
    assert before == values(tmp_path)
