"""The door: who comes, who goes, who is inside, on one kiosk or several."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from clubhouse_logs.clubhouse import HouseRules
from clubhouse_logs.errors import HouseError
from clubhouse_logs.kpi import entries, person_days, raw_scans
from clubhouse_logs.members import Standing
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.stations import read_house
from clubhouse_logs.stays import OutKind
from judge.errors import FactInvalid, JournalTaken
from judge.facts import Corrected, Left, PersonsMerged, Visited, instant_text
from tests.clubhouse_logs.houses import House

TODAY = date(2022, 10, 1)


@pytest.fixture(name="house")
def _house(tmp_path: Path, weekend_calendar: TownCalendar) -> House:
    """An empty clubhouse on a Saturday morning."""
    return House(tmp_path / "clubhouse", weekend_calendar)


def test_a_child_who_comes_alone_is_inside_and_found_by_two_letters(house: House) -> None:
    """Nickname and stage are enough; the name goes into the table of people and into no fact."""
    with house.open() as club:
        member = club.add_provisional("ゆうやけ とんぼ", "ES")
        arrival = club.arrive(member.person)

        assert [member] == club.find_members("ゆう") == club.find_members("ユウ")
        assert [] == club.find_members("やけ")
        assert (1, 1, False) == (arrival.heads_inside, arrival.heads_today, arrival.is_again)
        assert ["ゆうやけ とんぼ"] == [one.nickname for one in club.inside_now()]
        assert "とんぼ" not in repr(club.facts())
        assert Standing.PROVISIONAL is club.members.standing(member.person, TODAY + timedelta(days=30))
        assert Standing.RUN_OUT is club.members.standing(member.person, TODAY + timedelta(days=31))


def test_a_double_scan_is_one_visit_and_both_scans_are_kept(house: House) -> None:
    """Within the town's minutes it is one presence and one entry; R still counts what the door saw."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        club.arrive(member.person)
        house.wait(minutes=29)

        assert club.arrive(member.person).is_again
        house.wait(minutes=30)
        assert not club.arrive(member.person).is_again

        youth = club.record().log.youth
        assert (1, 2, 3) == (person_days(youth), entries(youth), raw_scans(youth))
        assert 1 == club.heads_on(TODAY)


def test_two_kiosks_on_one_machine_both_work(house: House) -> None:
    """Each writes its own file and sees at once what the other wrote; a third program of one name is refused."""
    with house.open() as first, house.open() as second:
        assert ["kiosk-1", "kiosk-2"] == [first.station, second.station]
        member = first.add_provisional("はな", "ES")
        first.arrive(member.person)
        house.wait(minutes=3)

        again = second.arrive(second.find_members("は")[0].person)
        first.refresh()

        assert again.is_again
        assert [1, 1] == [club.heads_inside() for club in (first, second)]
        assert first.facts() == second.facts() == read_house(house.folder)
        with pytest.raises(JournalTaken):
            house.open("kiosk-2")


def test_one_kiosk_may_take_back_what_another_wrote(house: House) -> None:
    """A correction comes after what it corrects in the one order, whichever file it stands in; and so does its undo."""
    with house.open() as first, house.open() as second:
        for _ in range(5):
            arrival = first.arrive(count=1)
        gone = second.undo(arrival.fact)
        first.refresh()
        assert [4, 4] == [club.heads_inside() for club in (first, second)]

        first.undo(gone)
        second.refresh()
        assert [5, 5] == [club.heads_inside() for club in (first, second)]


def test_a_kiosk_that_was_elsewhere_joins_by_its_file(house: House, tmp_path: Path) -> None:
    """Copied into the folder under any name, twice: every scan counts once, in the figures and at the door."""
    with house.open() as club:
        member = club.add_provisional("はな", "ES")
        shutil.copytree(house.folder, tmp_path / "away")
        away = House(tmp_path / "away", house.calendar)
        club.arrive(member.person)
        away.wait(minutes=10)
        with away.open("van") as van:
            van.arrive(member.person)
            van.arrive(count=3)
            file = van.path
        for name in (file.name, "again.db"):
            shutil.copy(file, house.folder / "FY2022" / name)

        assert 2 == club.refresh()
        assert 0 == club.refresh()
        assert (4, 4) == (club.heads_inside(), club.heads_on(TODAY))
        assert 5 == raw_scans(club.record().log.youth)


def test_a_copied_folder_does_not_go_on_as_the_first_one(house: House, tmp_path: Path) -> None:
    """The folder on a second laptop, both kiosks called the same: no fact of one passes for one of the other."""
    with house.open("kiosk-1") as club:
        club.arrive(count=1)
    shutil.copytree(house.folder, tmp_path / "copy")
    copy = House(tmp_path / "copy", house.calendar)
    with house.open("kiosk-1") as club, copy.open("kiosk-1") as other:
        club.arrive(count=2)
        other.arrive(count=4)
        file = other.path
    shutil.copy(file, house.folder / "FY2022")

    with house.open("kiosk-1") as club:
        assert [1, 2, 4] == sorted(visit.count for visit in club.record().log.youth)
        assert file.name != club.path.name


def test_a_clock_set_back_makes_no_second_visit(house: House) -> None:
    """The scan after it lies before the first one: still one entry of one child on one day."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        club.arrive(member.person)
        house.wait(minutes=-20)
        arrival = club.arrive(member.person)

        assert arrival.is_again
        assert (1, 1) == (club.heads_inside(), entries(club.record().log.youth))


def test_a_forgotten_check_out_is_a_state_of_its_own(house: House) -> None:
    """It ends nothing, invents no time, and the next day's going-out is not taken for it."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        club.arrive(member.person)
        house.wait(days=1)

        assert ([], 0) == (club.inside_now(), club.heads_inside())
        assert [member.person] == [one.presence.person for one in club.forgotten(TODAY)]
        assert club.leave(member.person).presence is None

        record = club.record()
        assert [(OutKind.NONE, None)] == [(one.out_kind, one.went_out) for one in record.presences]
        assert ["left-without-visit"] == [finding.code for finding in record.findings]


def test_who_comes_again_after_leaving_is_inside_again(house: House) -> None:
    """Out and in within the minutes are two presences; the entries are merged, the hours are not."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        club.arrive(member.person)
        house.wait(minutes=10)
        left = club.leave(member.person)
        house.wait(minutes=5)
        back = club.arrive(member.person)

        assert left.presence is not None
        assert timedelta(minutes=10) == left.presence.went_out - left.presence.came_in  # type: ignore[operator]
        assert not back.is_again
        assert 1 == club.heads_inside()
        assert 2 == len(club.record().presences)


def test_a_visit_across_midnight_is_one_of_the_day_it_began(house: House) -> None:
    """A long evening: in at half past ten, out at one."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        house.wait(hours=12)
        club.arrive(member.person)
        house.wait(hours=2, minutes=30)

        gone = club.leave(member.person)

        assert gone.presence is not None
        assert TODAY == gone.presence.day
        assert [TODAY] == [one.day for one in club.record().log.youth]


def test_part_of_a_group_may_leave(house: House) -> None:
    """Of twelve heads three go: nine are inside, and twelve were counted."""
    with house.open() as club:
        group = club.arrive(count=12)
        house.wait(minutes=30)
        gone = club.leave(visit=group.fact.source, count=3)

        assert gone.presence is not None
        assert (3, 9, 12) == (gone.presence.count, club.heads_inside(), club.heads_on(TODAY))
        with pytest.raises(FactInvalid):
            club.leave(count=3)


def test_three_of_a_group_are_named_later(house: House) -> None:
    """Twelve heads stay twelve; what was named is named once, and all of it can be taken back."""
    with house.open() as club:
        group = club.arrive(count=12)
        children = [club.add_provisional(name, None).person for name in ("はな", "たろう", "みか")]
        house.wait(days=3)

        named = club.name_group(group.fact, children)
        assert (12, 3) == (club.heads_on(TODAY), len({visit.person for visit in club.record().log.youth} - {None}))

        with pytest.raises(HouseError):
            club.name_group(group.fact, children * 4)
        for fact in named:
            club.undo(fact)
        assert 9 == club.heads_on(TODAY)


def test_everyone_is_inside_and_only_youth_counts(house: House) -> None:
    """A fire drill needs mentors and observers too; the day's number does not."""
    with house.open() as club:
        club.arrive(count=2)
        club.arrive(count=4, role="observer", source="staff")

        assert (6, 2) == (club.heads_inside(), club.heads_on(TODAY))


def test_the_hard_limit_is_passed_only_by_staff_and_is_written_down(house: House) -> None:
    """The soft limit tells; the hard one stops, but not a child that is inside already."""
    house.rules = HouseRules(capacity_soft=2, capacity_hard=3)
    with house.open() as club:
        member = club.add_provisional("はな", None)
        assert not club.arrive(member.person).is_above_soft
        assert club.arrive(count=2).is_above_soft
        assert club.arrive(member.person).is_again

        with pytest.raises(HouseError) as caught:
            club.arrive()
        assert {"heads": 3, "limit": 3} == caught.value.fields
        before = len(club.facts())
        assert 4 == club.arrive(by="staff", may_pass_limit=True).heads_inside
        assert ["visited", "noted"] == [fact.kind for fact in club.facts()[before:]]


def test_a_child_entered_late_counts_on_its_day(house: House) -> None:
    """Yesterday's, found on the paper list; today's numbers stand."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        late = club.arrive(member.person, at=house.now - timedelta(days=1), source="staff")

        assert (0, 0, 1) == (club.heads_inside(), club.heads_on(TODAY), late.heads_today)
        assert 1 == club.heads_on(TODAY - timedelta(days=1))


def test_merged_ids_are_one_child_at_the_door(house: House) -> None:
    """And two again when the merge is taken back."""
    with house.open() as club:
        one, other = club.add_provisional("はな", None), club.add_provisional("はなちゃん", None)
        club.arrive(one.person)
        club.arrive(other.person)
        assert 2 == club.heads_on(TODAY)

        merged = club.append([PersonsMerged(one.person, other.person)], by="staff")[0]
        assert (1, 1) == (club.heads_on(TODAY), person_days(club.record().log.youth))

        club.undo(merged)
        assert (2, 2) == (club.heads_on(TODAY), person_days(club.record().log.youth))


def test_a_card_says_nothing_and_is_read_by_any_scanner(house: House) -> None:
    """Random, in capitals or not, with the blanks a keyboard scanner adds; a foreign card is nobody's."""
    with house.open() as club:
        member = club.add_provisional("はな", None)
        token = club.people.give_card(member.person, entropy=bytes(range(10)))

        assert member == club.member_of_card(f" {token.upper()}\n")
        assert club.member_of_card("4901234567894") is None
        club.people.forget(member.person, TODAY)
        assert club.member_of_card(token) is None


def test_what_is_not_there_cannot_be_taken_back(house: House) -> None:
    """Nothing is written for it."""
    with house.open() as club:
        for source in ("kiosk-1:7", "nonsense", ""):
            with pytest.raises(HouseError):
                club.undo(source)
        with pytest.raises(HouseError):
            club.add_provisional("  ", "ES")

        assert [] == club.facts()
        assert [] == club.people.members()


def test_a_refused_fact_leaves_no_name_behind(house: House) -> None:
    """The stage is no word: nobody is entered, in no table."""
    with house.open() as club:
        with pytest.raises(FactInvalid):
            club.add_provisional("はな", "two words")

        assert ([], []) == (club.people.members(), club.facts())


def test_the_next_kiosk_starts_where_the_last_one_stopped(house: House) -> None:
    """Closed and opened again, also over the turn of the fiscal year: everything is there."""
    with house.open() as club:
        member = club.add_provisional("はな", "ES")
        club.arrive(member.person)
        before = club.record()
    house.wait(days=182)

    with house.open() as club:
        assert before == club.record()
        assert [member] == club.find_members("は")
        assert not club.arrive(member.person).is_again
        assert ["FY2022", "FY2023"] == sorted(path.name for path in house.folder.glob("FY*"))
        assert [Visited, Visited] == [type(fact.body) for fact in club.facts() if isinstance(fact.body, Visited | Left)]


def test_what_was_not_read_at_opening_is_there_when_asked_for(house: House) -> None:
    """Last year's days, a visit of then taken back and one moved to today; and the figures of everything."""
    with house.open() as club:
        member = club.add_provisional("はな", "ES")
        old = club.arrive(member.person).fact
        group = club.arrive(count=5).fact
    house.wait(days=365)
    with house.open("office") as club:
        assert [member] == club.find_members("は")
        assert 0 == club.heads_inside()
        assert [1, 5] == [one.presence.count for one in club.forgotten(TODAY)]
        assert 6 == club.heads_on(TODAY)

        club.undo(old.source)
        assert 5 == club.heads_on(TODAY)
        moved = Visited(None, 5, instant_text(house.now), "clubhouse", "youth", "scan")
        club.append([Corrected(group.station, group.seq, "replace", moved, "mistake")], by="staff")
        assert (5, 0) == (club.heads_inside(), club.heads_on(TODAY))
        assert [5] == [visit.count for visit in club.record().log.youth]
        assert club.facts() == read_house(house.folder)
        with pytest.raises(HouseError, match="no-such-fact"):
            club.undo("kiosk-1.nobody.2022:1")


def test_after_years_a_touch_reads_days(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening, coming and going ask for no whole file of another station."""
    with house.open() as club:
        member = club.add_provisional("はな", "ES")
        for _day in range(12):
            club.arrive(member.person)
            house.wait(days=1)
    house.wait(days=400)
    monkeypatch.setattr("clubhouse_logs.stations.read_facts", lambda path: pytest.fail(f"{path} was read whole"))

    with house.open() as club:
        assert club.arrive(member.person).heads_inside == 1
        assert club.leave(member.person).presence is not None
        assert len(club._book._by_place) < 8
