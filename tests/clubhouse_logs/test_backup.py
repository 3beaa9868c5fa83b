"""A clubhouse in one sealed file, and out of it again with every figure bit for bit."""

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clubhouse_logs.backup import files_of, read_backup, restore_files, write_backup
from clubhouse_logs.errors import BackupError
from clubhouse_logs.figures import Figure, figures
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.people import People
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.record import fold_record
from clubhouse_logs.stations import read_house
from judge.facts import MemberConfirmed
from tests.clubhouse_logs.houses import House

PASSPHRASE = "three plain words"
CHEAP = 4  # scrypt's cost, so that the tests are fast
YEAR, AS_OF = fiscal_year(2022, 4), date(2022, 12, 31)


def every_figure(folder: Path, calendar: TownCalendar) -> tuple[Figure, ...]:
    facts = read_house(folder)
    record = fold_record(facts, calendar)
    records = record.records(YEAR, as_of=AS_OF)
    return figures(facts, calendar=record.calendar, period=YEAR, as_of=AS_OF, records=records)


@pytest.fixture(name="house")
def _house(tmp_path: Path, weekend_calendar: TownCalendar) -> House:
    """Three weeks of two kiosks, a child that is known and groups."""
    house = House(tmp_path / "clubhouse", weekend_calendar)
    with house.open() as one, house.open() as two:
        child = one.enter(
            "ゆうやけ", "ES", lambda person: MemberConfirmed(person, "2022-04-01", None), by="staff"
        ).person
        for heads in range(1, 12):
            one.arrive(child)
            two.arrive(count=heads)
            house.wait(hours=1)
            two.leave(child)
            house.wait(hours=23)
    return house


def seal(house: House, to: Path, **more: Any) -> int:
    return write_backup(to, files_of(house.folder), PASSPHRASE, entropy=house.bytes, cost_log2=CHEAP, **more)


def test_a_restore_gives_every_figure_bit_for_bit(house: House, tmp_path: Path) -> None:
    """Taken while a kiosk is at work, onto an empty folder; the names are back too, and the next kiosk goes on."""
    to, fresh = tmp_path / "b.kagarobo", tmp_path / "fresh"
    with house.open():
        seal(house, to)
    before, facts = every_figure(house.folder, house.calendar), read_house(house.folder)

    restore_files(read_backup(to, PASSPHRASE), fresh)

    assert before == every_figure(fresh, house.calendar)
    assert facts == read_house(fresh)
    with People(fresh / "people.db") as people:
        assert ["ゆうやけ"] == [member.nickname for member in people.members()]
    again = House(fresh, house.calendar, house.now)
    with again.open() as club:
        club.arrive(count=1)
        assert len(club.facts()) == len(facts) + 1
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in fresh.rglob("people.db")}


def test_nothing_is_readable_and_no_byte_can_be_changed(house: House, tmp_path: Path) -> None:
    """Another passphrase, a changed header, a changed or missing end: not opened, and no half-restored folder."""
    to = tmp_path / "b.kagarobo"
    seal(house, to)
    data = to.read_bytes()
    assert b"people.db" not in data
    assert 0o600 == stat.S_IMODE(to.stat().st_mode)

    with pytest.raises(BackupError, match="backup-not-opened"):
        read_backup(to, PASSPHRASE + "!")
    place = data.index(b'"salt": "') + 9
    other = b"0" if data[place : place + 1] != b"0" else b"1"
    for broken in (data[:place] + other + data[place + 1 :], data[:-1], data[:-1] + bytes([data[-1] ^ 1])):
        to.write_bytes(broken)
        with pytest.raises(BackupError, match="backup-not-opened"):
            read_backup(to, PASSPHRASE)
    for nothing in (b"", b"kagarobo backup 1\n", b"kagarobo backup 1\n{}\n", b"PK\x03\x04"):
        to.write_bytes(nothing)
        with pytest.raises(BackupError, match="not-a-backup"):
            read_backup(to, PASSPHRASE)


def test_a_restore_overwrites_nothing_and_leaves_its_folder(house: House, tmp_path: Path) -> None:
    """A folder with something in it, a name that climbs out of it; and a passphrase anybody guesses."""
    with pytest.raises(BackupError, match="folder-not-empty"):
        restore_files({"a": b""}, house.folder)
    for name in ("../a", "/a", "b/../../a", "c:a", "x\\a"):
        with pytest.raises(BackupError, match="not-a-backup"):
            restore_files({name: b""}, tmp_path / "other")
    with pytest.raises(BackupError, match="passphrase-short"):
        write_backup(tmp_path / "b", files_of(house.folder), "short", entropy=house.bytes)
    assert not (tmp_path / "b").exists()
