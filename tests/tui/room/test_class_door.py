"""The class's list begins with who is in the house: whom the clubhouse's door saw today, and nobody else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.clubhouse_logs.houses import SATURDAY
from tui.clubhouse_house import house_folder, open_clubhouse
from tui.room.door import LOOK_AGAIN, Door
from tui.room.room import Room
from tui.town import Town

TOWN = Town.load()


async def test_who_is_inside_may_be_chosen_and_who_left_or_came_yesterday_may_not(tmp_path: Path) -> None:
    """Groups without a name and grown-ups are on no list; a child that is in the class already is there once."""
    now = [SATURDAY]

    def clock() -> datetime:
        return now[0]

    with open_clubhouse(tmp_path, TOWN, clock=clock) as club:
        fox, bear, cat, helper = (club.add_provisional(name, "ES").person for name in ("Fox", "Bear", "Cat", "Helper"))
        club.arrive(cat)
        now[0] += timedelta(days=1)
        room = Room(tmp_path, workers=1, town=TOWN, now=clock)
        owl = room.store.add("Owl")
        before = await room.names()
        for child in (fox, bear):
            club.arrive(child)
        club.arrive(helper, role="mentor")
        club.arrive(count=4)
        now[0] += LOOK_AGAIN + timedelta(seconds=1)
        room.store.come(fox)
        inside = await room.names()
        club.leave(bear)
        now[0] += LOOK_AGAIN + timedelta(seconds=1)
        left = await room.names()
        room.store.close()

    assert [owl] == before
    assert ([owl, fox, bear], "Bear") == (inside, room.store.name_of(bear))
    assert [owl, fox] == left


def test_a_school_without_a_door_and_a_damaged_journal_leave_the_list_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The class goes on; nothing is made in the home of a house that is not there."""
    folder = house_folder(tmp_path, TOWN.sites[0].id)
    assert [] == Door(tmp_path, TOWN, lambda: SATURDAY).inside()
    assert not folder.exists()
    (folder / "FY2026").mkdir(parents=True)
    (folder / "FY2026" / "kiosk-1.db").write_bytes(b"no journal")
    assert [] == Door(tmp_path, TOWN, lambda: SATURDAY).inside()
    assert "" == capsys.readouterr().err
