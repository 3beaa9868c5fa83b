"""Roles and PINs."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from clubhouse_logs.access import Access, AccessRole, Staff
from clubhouse_logs.errors import AccessError
from clubhouse_logs.people import People

NOW = datetime(2022, 10, 1, 10, 30, tzinfo=timezone(timedelta(hours=9)))
BOSS, HELPER = "p-aaaaaaaaaa", "p-bbbbbbbbbb"
PIN, OTHER = "271828", "314159"


@pytest.fixture(name="access")
def _access(tmp_path: Path) -> Iterator[Access]:
    """A manager and a member of staff."""
    People(tmp_path / "people.db").close()
    with Access(tmp_path / "people.db", entropy=lambda size: bytes(range(size))) as access:
        access.set_pin(BOSS, AccessRole.MANAGER, PIN)
        access.set_pin(HELPER, AccessRole.STAFF, OTHER)
        yield access


def test_a_pin_says_who_stands_there_and_what_they_may(access: Access) -> None:
    """Staff may not do what needs a manager; a manager may do both."""
    assert Staff(HELPER, AccessRole.STAFF) == access.check(HELPER, OTHER, needs=AccessRole.STAFF, now=NOW)
    assert Staff(BOSS, AccessRole.MANAGER) == access.check(BOSS, PIN, needs=AccessRole.STAFF, now=NOW)
    with pytest.raises(AccessError, match="role-needed"):
        access.check(HELPER, OTHER, needs=AccessRole.MANAGER, now=NOW)


def test_five_wrong_tries_lock_it_for_five_minutes(access: Access, tmp_path: Path) -> None:
    """Counted in the file, so another program goes on counting; the right PIN waits too, then counts from zero."""
    for left in (4, 3, 2):
        with pytest.raises(AccessError, match=f"tries_left={left}"):
            access.check(HELPER, "000000", needs=AccessRole.STAFF, now=NOW)
    with Access(tmp_path / "people.db", entropy=bytes) as second:
        for code in ("tries_left=1", "pin-locked"):
            with pytest.raises(AccessError, match=code):
                second.check(HELPER, "000000", needs=AccessRole.STAFF, now=NOW)
    with pytest.raises(AccessError, match="pin-locked"):
        access.check(HELPER, OTHER, needs=AccessRole.STAFF, now=NOW + timedelta(minutes=4))
    later = NOW + timedelta(minutes=5)
    assert HELPER == access.check(HELPER, OTHER, needs=AccessRole.STAFF, now=later).person
    with pytest.raises(AccessError, match="tries_left=4"):
        access.check(HELPER, "000000", needs=AccessRole.STAFF, now=later)


def test_no_pin_stands_on_disk(access: Access, tmp_path: Path) -> None:
    """Nor after it was taken away; and then it opens nothing."""
    assert access.take_away(HELPER)
    assert not access.take_away(HELPER)
    with pytest.raises(AccessError, match="pin-wrong"):
        access.check(HELPER, OTHER, needs=AccessRole.STAFF, now=NOW)
    assert not [path for path in tmp_path.iterdir() if PIN.encode() in path.read_bytes()]


@pytest.mark.parametrize("pin", ["12345", "", "abcdef", "１２３４５６"])
def test_a_pin_has_six_digits(access: Access, pin: str) -> None:
    """As a kiosk's number pad types them."""
    with pytest.raises(AccessError, match="pin-short"):
        access.set_pin(HELPER, AccessRole.STAFF, pin)


def test_the_first_is_a_manager(tmp_path: Path) -> None:
    """Or nobody could enter the others."""
    People(tmp_path / "people.db").close()
    with Access(tmp_path / "people.db", entropy=bytes) as access, pytest.raises(AccessError, match="role-needed"):
        access.set_pin(HELPER, AccessRole.STAFF, OTHER)


def test_who_is_forgotten_has_no_pin(access: Access, tmp_path: Path) -> None:
    """It goes with the name."""
    with People(tmp_path / "people.db") as people:
        people.forget(HELPER, NOW.date())

    assert [BOSS] == [one.person for one in access.staff()]
    assert not [path for path in tmp_path.iterdir() if HELPER.encode() in path.read_bytes()]
