"""What becomes of touches at the door, in a real clubhouse's files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.members import Standing
from judge.errors import JournalWriteFailed
from judge.facts import Noted, Visited
from tests.tui.kiosk_house import NAMES, KioskHouse
from tui.i18n import speaking
from tui.kiosk.door import Door
from tui.kiosk.kana import find, lit_letters, next_sister
from tui.kiosk.touches import Desk


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def house(tmp_path: Path) -> KioskHouse:
    return KioskHouse(tmp_path)


@pytest.fixture
def club(house: KioskHouse) -> Iterator[Clubhouse]:
    with house.open() as club:
        house.fill(club)
        yield club


@pytest.fixture
def door(house: KioskHouse, club: Clubhouse) -> Door:
    return house.door(club)


def touch(door: Desk, *words: str) -> int:
    """Touch what has these words, one after the other; return how many touches that were."""
    for word in words:
        door.touch(whats(door)[word])
    return len(words)


def whats(door: Desk) -> dict[str, str]:
    """What can be touched, by its first line."""
    view = door.view()
    return {one.words.splitlines()[0]: one.what for one in (*view.pad, *view.rows, *view.actions) if one is not None}


def everything_on(door: Door) -> str:
    view = door.view()
    words = [one.words for one in (*view.pad, *view.rows, *view.actions) if one is not None]
    return "\n".join([view.ask, view.said, *words])


def inside(club: Clubhouse) -> list[str | None]:
    return [one.nickname for one in club.inside_now()]


def test_a_known_member_is_in_after_three_touches_at_most(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """Two letters and the name, however many members share the first letter; a sound's sisters count as it."""
    for name, touches in {"ゆうき": "ゆ", "がく": "か", "もそり": "もそ"}.items():
        assert 3 >= touch(door, *touches, name)
        assert name in door.view().ask
        door.rest()
        house.wait(seconds=1)

    assert ["ゆうき", "がく", "もそり"] == inside(club)
    assert 3 == club.heads_on(club.today)


def test_the_resting_screen_names_no_child(door: Door) -> None:
    """Neither before nor after somebody came."""
    for _time in range(2):
        assert door.view().is_resting
        assert not [name for name in NAMES if name in everything_on(door)]
        touch(door, "ゆ", "ゆうき")
        door.rest()


def test_a_child_alone_is_in_within_six_touches(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """As a provisional member with a nickname and a school stage; a form comes out of the printer."""
    assert 6 >= touch(door, "I am new", "そ", "ら", "た", "゛゜", "Elementary school")

    (found,) = club.find_members("そらだ")
    assert "ES" == found.stage
    assert Standing.PROVISIONAL is club.members.standing(found.person, club.today)
    assert ["そらだ"] == inside(club)
    assert (1, 1) == (house.forms, club.heads_on(club.today))
    assert "そらだ" in door.view().ask


def test_a_nickname_of_two_children_is_told_apart_before_it_is_written(club: Clubhouse, door: Door) -> None:
    """So that nobody has to guess later which of the two is meant; without a nickname there is no member."""
    touch(door, "I am new", "Elementary school")
    assert "First" in door.view().said
    touch(door, "ゆ", "い", "Elementary school")
    assert "taken" in door.view().said
    assert 1 == len(club.find_members("ゆい"))
    touch(door, "ー", "Other")
    assert [None] == [one.stage for one in club.find_members("ゆいー")]


def test_a_second_scan_is_one_visit_and_a_friendly_word(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """By card the second time, in capitals and with blanks, as scanners type."""
    card = club.people.give_card(house.persons["さくら"], entropy=bytes(range(10)))
    touch(door, "さ", "さくら")
    door.rest()
    house.wait(minutes=5)

    door.typed(f" {card.upper()} ")

    assert "already" in door.view().ask
    assert (["さくら"], 1) == (inside(club), club.heads_on(club.today))
    assert 2 == sum(isinstance(fact.body, Visited) for fact in club.facts())


def test_a_strange_card_opens_nothing(club: Clubhouse, door: Door) -> None:
    """And the screen stays at rest, with a word."""
    door.typed("k" + "a" * 16)
    assert door.view().is_resting
    assert "card" in door.view().said
    assert [] == inside(club)


def test_who_is_long_inside_is_asked_and_never_guessed(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """Going home is said by the child; staying writes nothing down."""
    touch(door, "か", "がく")
    house.wait(minutes=45)
    before = len(club.facts())
    touch(door, "All done", "か", "がく", "I stay")
    assert before == len(club.facts())
    touch(door, "All done", "か", "がく", "I go home")
    assert [] == inside(club)
    assert "Goodbye" in door.view().ask


def test_where_the_door_asks_nobody_who_leaves_there_is_no_such_key(tmp_path: Path) -> None:
    """And coming again later is one more entry of the same child on the same day."""
    house = KioskHouse(tmp_path / "other", has_check_out=False)
    with house.open() as club:
        house.fill(club)
        door = house.door(club)
        assert "Going home" not in whats(door)
        touch(door, "か", "がく")
        house.wait(minutes=45)
        touch(door, "All done", "か", "がく")
        assert (2, 1) == (len(club.inside_now()), club.heads_on(club.today))


def test_people_without_a_name_are_counted_and_go_home_together(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """A walk-in, a group of twelve, observers, a mentor: all are inside, and only children are counted."""
    touch(door, "No name", "All done")
    house.wait(seconds=1)
    touch(door, "Group", "Children")
    assert "First" in door.view().said
    touch(door, "1", "2", "Children", "All done")
    house.wait(seconds=1)
    touch(door, "Group", "3", "Visitor", "All done", "Grown-ups", "Mentor", "All done")
    assert (17, 13) == (club.heads_inside(), club.heads_on(club.today))

    touch(door, "Going home")
    touch(door, next(words for words in whats(door) if words.endswith(": 12")), "All done")

    assert (5, 13) == (club.heads_inside(), club.heads_on(club.today))


def test_what_was_wrong_is_taken_back(club: Clubhouse, door: Door) -> None:
    """By one touch, and the screen is at rest again."""
    touch(door, "ゆ", "ゆうま", "That was wrong")
    assert [] == inside(club)
    assert door.view().is_resting


def test_a_soft_limit_is_said_and_a_hard_one_needs_staff(house: KioskHouse, club: Clubhouse, door: Door) -> None:
    """With the PIN of somebody, who is written down; a wrong one lets nobody in."""
    club.rules = replace(club.rules, capacity_soft=1, capacity_hard=2)
    house.pins = {house.persons["かえで"]: "271828"}
    touch(door, "No name", "All done", "No name")
    assert "2 are inside" in door.view().ask
    touch(door, "All done", "ゆ", "ゆい")
    assert "full" in door.view().ask
    touch(door, "かえで", "1", "Staff lets in")
    assert "not right" in door.view().said
    assert 2 == club.heads_inside()
    door.typed("271828")
    assert (3, ["ゆい"]) == (club.heads_inside(), [name for name in inside(club) if name])
    passed = [fact for fact in club.facts() if isinstance(fact.body, Noted)]
    assert [house.persons["かえで"]] == [fact.by for fact in passed]


def test_what_cannot_be_written_is_not_greeted(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the child is told to call staff."""

    def full(*_args: object, **_names: object) -> None:
        raise JournalWriteFailed("kiosk-1.db", "full", "no space")

    monkeypatch.setattr(Clubhouse, "append", full)
    touch(door, "No name")
    assert "call staff" in door.view().said
    assert door.view().is_resting


def test_letters_are_found_as_they_are_heard(club: Clubhouse) -> None:
    """か finds が, the alphabet finds Ken, and what leads nowhere is pale."""
    assert {"がく", "かえで"} == {one.nickname for one in find(club.index, "か")}
    assert ["Ken"] == [one.nickname for one in find(club.index, "k")]
    assert {"う", "い"} == lit_letters(club.index, "ゆ")
    assert ["ば", "ぱ", "は"] == [next_sister("は"), next_sister("ば"), next_sister("ぱ")]
    assert ["っ", "ー"] == [next_sister("つ"), next_sister("ー")]


def test_nicknames_outside_the_pads_are_found(club: Clubhouse, door: Door) -> None:
    """A name in kanji by the key for others, one in letters by the other pad."""
    touch(door, "other", "蓮", "All done", "ABC", "K", "Ken")
    assert ["蓮", "Ken"] == inside(club)
