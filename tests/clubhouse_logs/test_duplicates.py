"""Who may be one child."""

from pathlib import Path

from clubhouse_logs.duplicates import pairs
from clubhouse_logs.opening_calendar import TownCalendar
from judge.facts import PersonsMerged
from tests.clubhouse_logs.houses import House


def test_pairs_are_suggested_until_somebody_decides(tmp_path: Path, weekend_calendar: TownCalendar) -> None:
    """Kana and spaces make no difference, a variant is less likely; two who were inside together are two."""
    house = House(tmp_path / "clubhouse", weekend_calendar)
    with house.open() as club:
        add = lambda name: club.add_provisional(name, None).person  # noqa: E731
        hana, katakana, taka, variant = add("は な"), add("ハナ"), add("高田"), add("髙田")
        one, two = add("そら"), add("そら")
        for person in (one, two):
            club.arrive(person)
        house.wait(minutes=60)
        for person in (one, two):
            club.leave(person)

        def found() -> list[tuple[set[str], bool]]:
            record = club.record()
            suggested = pairs(club.people.members(), record.roots, record.presences)
            return [({pair.one.person, pair.other.person}, pair.is_variant) for pair in suggested]

        assert [({hana, katakana}, False), ({taka, variant}, True)] == found()

        (merged,) = club.append([PersonsMerged(hana, katakana)], by="staff")
        assert [({taka, variant}, True)] == found()

        club.undo(merged)
        assert [({hana, katakana}, False), ({taka, variant}, True)] == found()
