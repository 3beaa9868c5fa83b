"""Town files: Kaga's, an invented one, and every way to get one wrong."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from clubhouse_logs.periods import fiscal_year, month
from clubhouse_logs.report import yearly
from judge.facts import GENESIS, Fact, PersonAdded, Visited, person_id, seal
from tui.town import Town, TownError

TOWNS = Path(__file__).parent / "towns"
NORDHAVN = TOWNS / "nordhavn.toml"


def test_kaga_is_the_default_town() -> None:
    """Languages, zone, year, divisions and RoboRAVE as known."""
    town = Town.load()

    assert ("kaga", "加賀市", "Kaga") == (town.id, town.name("ja"), town.name("en"))
    assert ("Asia/Tokyo", 4, ("ja", "en")) == (town.timezone.key, town.fiscal_year_start_month, town.languages)
    assert ["ES", "MS", "HS", "UP"] == [division.id for division in town.divisions]
    assert [(1, 6), (7, 9), (10, 12), None] == [division.grades for division in town.divisions]
    assert "line_following" in town.competition.challenges
    assert 16 == town.privacy.guardian_consent_until_age


def test_a_name_falls_back_to_the_base_language_and_then_to_the_towns_own() -> None:
    """ja-easy reads ja; a language the town does not know reads the town's first."""
    town = Town.load()

    assert "加賀市" == town.name("ja-easy")
    assert "加賀市" == town.name("zh-tw")


def test_kagas_calendar_and_target() -> None:
    """134 planned days in FY2019; Wednesday to Saturday from an assumed date; 800 in a partial 2019 to 1,500."""
    town = Town.load("kaga")
    calendar, target = town.calendar(), town.clubhouse_target()

    assert [134, 156, 209] == [len(calendar.planned_days(fiscal_year(year, 4))) for year in (2019, 2020, 2021)]
    assert not calendar.uses_assumed_rule(fiscal_year(2020, 4))
    assert calendar.uses_assumed_rule(fiscal_year(2021, 4))
    assert target is not None
    assert (800, 1500, 2022, "D", "CY2019-partial") == (
        target.baseline,
        target.goal,
        target.goal_year,
        target.definition,
        target.baseline_label,
    )


def test_japans_holidays_are_known_and_close_nothing_in_kaga() -> None:
    """23 September 2022, a Friday, is a holiday and an opening day."""
    town = Town.load()

    assert town.is_holiday(date(2022, 9, 23))
    assert not town.is_holiday(date(2022, 9, 22))
    assert town.calendar().is_planned(date(2022, 9, 23))


def test_the_plans_indicators_are_kept_verbatim() -> None:
    """Thirteen indicators in fourteen rows (men and women apart), cell for cell; one of them is ours to compute."""
    town = Town.load()
    with (Path(__file__).parents[2] / "tui" / "towns" / "kaga_indicators.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))

    assert 14 == len(rows)
    assert rows == [{column: getattr(row, column) for column in rows[0]} for row in town.indicators]
    assert ["clubhouse-users", "esd-participants"] == [row.id for row in town.indicators if row.source == "computed"]
    assert ("年間 800", "年間 1,500") == next(
        (row.baseline, row.target) for row in town.indicators if row.id == "clubhouse-users"
    )


def test_an_invented_town_differs_in_everything() -> None:
    """Another zone, a January year, no Japanese, other weekdays, its own holidays and closures."""
    town = Town.load(str(NORDHAVN))
    calendar = town.calendar()

    assert ("Nordhavn", "Nordhavn") == (town.name("en"), town.name("ja"))
    assert 1 == town.fiscal_year_start_month
    assert [4, 5, 11, 12, 14, 18, 21, 25, 28] == [day.day for day in calendar.planned_days(month(2024, 3))]
    assert not calendar.is_planned(date(2024, 7, 1))  # a Monday, its holiday
    assert calendar.is_planned(date(2024, 6, 22))  # a Saturday, special
    assert [19, 22, 26, 29] == [day.day for day in calendar.planned_days(month(2024, 8))]
    assert date(2024, 3, 9) == calendar.local_date(datetime(2024, 3, 10, 6, 29, 59, tzinfo=UTC))  # 02:59 winter time
    assert [(6, 12), (13, 18)] == [division.ages for division in town.divisions]


def test_an_invented_towns_yearly_report() -> None:
    """A late visit counts for the evening it belongs to; 実 against its own target; an entry gap of ten minutes."""
    town = Town.load(NORDHAVN)
    person = person_id(b"\x07" * 7)

    def visit(at: str, person: str | None = person, count: int = 1) -> Visited:
        return Visited(person, count, at, "boathouse", "youth", "scan" if person else "tally")

    facts: list[Fact] = []
    for body in [
        PersonAdded(person, "child"),
        visit("2024-03-14T19:00:00Z"),  # Thursday 16:30
        visit("2024-03-14T19:12:00Z"),  # Thursday 16:42
        visit("2024-03-15T03:00:00Z"),  # Friday 00:30, before the cut
        visit("2025-01-01T04:00:00Z", None, 4),  # 00:30 on New Year's Day: still 2024
    ]:
        number, prev = len(facts) + 1, facts[-1].hash if facts else GENESIS
        fact = seal(
            body, station="door", seq=number, lamport=number, at_ms=None, wall="2025-01-02T12:00:00Z", by="staff",
            run=None, prev=prev,
        )  # fmt: skip
        facts.append(fact)

    report = yearly(
        facts,
        town_calendar=town.calendar(),
        fiscal_year=2024,
        target=town.clubhouse_target(),
        as_of=date(2024, 12, 31),
        merge_gap_min=town.site().merge_gap_min,
    )

    assert (5, 7, 7, 1, 4) == (report.nobe, report.nobe_entries, report.nobe_raw, report.jitsu, report.anonymous)
    assert 1 == report.opening_days_held
    assert ["visit-on-unplanned-day"] == [finding.code for finding in report.findings]
    assert report.target is not None
    assert (1, "FY2023", Decimal("-130.0"), Decimal("50.00")) == (
        report.target.value,
        report.target.baseline_period,
        report.target.progress_percent,
        report.target.expected_linear,
    )


@pytest.mark.parametrize(
    ("wrong", "key", "reason"),
    [
        ((' = "nordhavn"', ' = "Nord havn"'), "id", "not-an-id"),
        (("schema = 1", "schema = 2"), "schema", "out-of-range"),
        (("schema = 1", "schema = true"), "schema", "not-an-integer"),
        (("schema = 1", "schema = 1\ncolour = 'red'"), "colour", "unknown-key"),
        (("America/St_Johns", "America/Nordhavn"), "timezone", "unknown-timezone"),
        (("America/St_Johns", "../../etc/localtime"), "timezone", "unknown-timezone"),
        (("America/St_Johns", "America"), "timezone", "unknown-timezone"),
        (("start_month = 1", "start_month = 13"), "fiscal_year_start_month", "out-of-range"),
        (('languages = ["en"]', 'languages = ["English"]'), "languages", "not-one-of"),
        (('languages = ["en"]', "languages = []"), "languages", "empty"),
        (('languages = ["en"]', 'languages = ["ja"]'), "sites[0].names", "no-name-in-own-language"),
        (("dates = [", 'country = "XX"\ndates = ['), "holidays.country", "unknown-country"),
        (("dates = [2024-07-01, ", "dates = [7, "), "holidays.dates", "not-a-date"),
        (("guardian_consent_until_age = 13\n", ""), "privacy.guardian_consent_until_age", "missing"),
        (('["mon", "thu"]', '["mon", "monday"]'), "sites[0].rules[1].weekdays", "not-one-of"),
        (('["mon", "thu"]', '["mon", "mon"]'), "sites[0].rules[1].weekdays", "duplicate"),
        (("since = 2024-03-13", "since = 2023-01-01"), "sites[0].rules[1]", "duplicate"),
        (("since = 2024-03-13", "since = 2024-03-13T10:00:00"), "sites[0].rules[1].since", "not-a-date"),
        (("closes = 23:00:00", "closes = 08:00:00"), "sites[0].specials[0].closes", "contradiction"),
        (("opens = 09:00:00", 'opens = "nine"'), "sites[0].specials[0].opens", "not-a-time"),
        (("end = 2024-08-16", "end = 2024-08-01"), "sites[0].closures[0].end", "contradiction"),
        (("goal_year = 2026", "goal_year = 2023"), "targets[0].goal", "contradiction"),
        (('"boathouse-users"', '"users"'), "targets[0].indicator", "unknown-indicator"),
        (('"boathouse-users"', '"harbour-litter"'), "targets[0].indicator", "indicator-not-computed"),
        (('site = "boathouse"', 'site = "shed"'), "targets[0].site", "unknown-site"),
        (('definition = "U"', 'definition = "X"'), "targets[0].definition", "not-one-of"),
        (("ages = [6, 12]", "ages = [12, 6]"), "divisions[0].ages", "not-a-pair"),
        (('id = "senior"', 'id = "junior"'), "divisions[1]", "duplicate"),
        (("[competition]", "[competitions]"), "competition", "missing"),
        (('names = { en = "Senior" }', 'names = "Senior"'), "divisions[1].names", "not-a-table"),
        (('reason = "repairs"', 'reason = " "'), "sites[0].closures[0].reason", "empty"),
        (("[[sites]]", "[[sites"), "", "not-toml"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, wrong: tuple[str, str], key: str, reason: str) -> None:
    """A town file is somebody's afternoon: the error says which file, which key, and why."""
    before, after = wrong
    text = NORDHAVN.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "town.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    (tmp_path / "nordhavn_indicators.csv").write_bytes((TOWNS / "nordhavn_indicators.csv").read_bytes())

    with pytest.raises(TownError) as refused:
        Town.load(path)

    assert (str(path), key, reason) == (refused.value.file, refused.value.key, refused.value.reason)


@pytest.mark.parametrize(
    ("before", "after", "key", "reason"),
    [
        ("id,section", "id,part", "line 1", "contradiction"),
        (",lower,", ",smaller,", "row 3.better", "not-one-of"),
        (",entered", ",guessed", "row 3.source", "not-one-of"),
        ("harbour-litter", "boathouse-users", "row 3.id", "duplicate"),
        ("harbour-litter,2,", "harbour-litter,", "row 3", "contradiction"),
    ],
)
def test_a_wrong_indicator_row_is_named(tmp_path: Path, before: str, after: str, key: str, reason: str) -> None:
    """The indicator table is checked with the town it belongs to."""
    (tmp_path / "town.toml").write_bytes(NORDHAVN.read_bytes())
    table = tmp_path / "nordhavn_indicators.csv"
    text = (TOWNS / "nordhavn_indicators.csv").read_text(encoding="utf-8")
    table.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(TownError) as refused:
        Town.load(tmp_path / "town.toml")

    assert (str(table), key, reason) == (refused.value.file, refused.value.key, refused.value.reason)


def test_missing_and_unreadable_files_are_named(tmp_path: Path) -> None:
    """No town of that id, no such path, no indicator table, not UTF-8."""
    cp932 = tmp_path / "town.toml"
    cp932.write_bytes('names = { ja = "加賀市" }'.encode("cp932"))
    alone = tmp_path / "alone.toml"
    alone.write_bytes(NORDHAVN.read_bytes())

    for where, reason in [
        ("atlantis", "file-missing"),
        (tmp_path / "none.toml", "file-missing"),
        (cp932, "not-utf8"),
        (alone, "file-missing"),
    ]:
        with pytest.raises(TownError) as refused:
            Town.load(where)
        assert reason == refused.value.reason
