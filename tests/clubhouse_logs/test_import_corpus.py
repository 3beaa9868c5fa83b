"""Files as clubhouses keep them: what becomes of every row, all of them in and out again, and no second time.

`corpus/expected.json` says for each file, sheet by sheet and row by row, `outcome [reason] [+note …]`; of a row of
totals, how many it states. `fiscal_year` is what whoever imports it has to say.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import HouseError
from clubhouse_logs.figures import figures
from clubhouse_logs.imports import FilePlan, plan_files, undo_import, write_plans
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.total_import import TotalRow
from clubhouse_logs.visit_import import RowPlan
from judge.facts import PersonAdded, PersonsMerged
from tests.clubhouse_logs.houses import House

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
READABLE = [name for name, expected in EXPECTED.items() if expected["sheets"]]
NAMES = ("たろう", "はな", "はな")


@pytest.fixture(name="office", scope="module")
def _office(tmp_path_factory: pytest.TempPathFactory, weekend_calendar: TownCalendar) -> Any:
    """The same, for tests that write nothing."""
    yield from _open(tmp_path_factory.mktemp("office"), weekend_calendar)


@pytest.fixture(name="club")
def _club(tmp_path: Path, weekend_calendar: TownCalendar) -> Any:
    """A clubhouse that knows one たろう and two はな."""
    yield from _open(tmp_path, weekend_calendar)


def _open(folder: Path, calendar: TownCalendar) -> Iterator[Clubhouse]:
    house = House(folder / "clubhouse", calendar)
    with house.open("office") as club:
        for name in NAMES:
            club.append([PersonAdded(club.enter_name(name), "child")], by="staff")
        yield club


def plan(club: Clubhouse, name: str) -> FilePlan:
    (made,) = plan_files([(name, (CORPUS / name).read_bytes())], club, fiscal_year=EXPECTED[name].get("fiscal_year"))
    return made


def words(row: RowPlan | TotalRow) -> str:
    stated = [str(len(row.totals))] if isinstance(row, TotalRow) and row.outcome in ("stated", "already-there") else []
    return " ".join([row.outcome, *([row.reason] if row.reason else []), *stated, *(f"+{note}" for note in row.notes)])


def counted(club: Clubhouse) -> Any:
    record = club.record()
    period = fiscal_year(2022, 4)
    found = figures(
        club.facts(), calendar=record.calendar, period=period, as_of=club.today,
        records=record.records(period, as_of=club.today),
    )  # fmt: skip
    of_corrections = ("corrected", "correction_lag")
    values = {one.id: (one.value, one.low, one.high) for one in found if one.id not in of_corrections}
    return values, record.log.visits, record.presences, record.totals


def test_the_corpus_is_whole() -> None:
    """Every file has its expectation, and there are forty at least."""
    files = {path.name for path in CORPUS.iterdir()} - {"expected.json", ".gitattributes"}

    assert files == set(EXPECTED)
    assert len(files) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_what_becomes_of_every_row(office: Clubhouse, name: str) -> None:
    """One outcome a row, with its reason and what was assumed; a file nobody can read has no sheet."""
    made = plan(office, name)

    assert EXPECTED[name]["sheets"] == [[words(row) for row in sheet.rows] for sheet in made.sheets]
    for sheet in made.sheets:
        assert list(range(1, len(sheet.rows) + 1)) == [row.row for row in sheet.rows]


def test_everything_goes_in_once_and_comes_out_again(club: Clubhouse) -> None:
    """All files in one import: a second time adds nothing, its undo leaves no figure changed, undoing that neither."""
    files = [(name, (CORPUS / name).read_bytes()) for name in READABLE]
    before = counted(club)

    written = write_plans(plan_files(files, club, fiscal_year=2022), club, document="old papers", by="staff")
    assert written is not None
    inside = counted(club)
    assert inside != before
    assert "とんぼ" not in repr(club.facts())

    again = plan_files(files, club, fiscal_year=2022)
    assert [] == [(made.label, made.visits, made.totals) for made in again if made.visits or made.totals]
    assert write_plans(again, club, document="old papers", by="staff") is None

    undone = undo_import(club, written.id, by="staff")
    assert before == counted(club)
    with pytest.raises(HouseError, match="nothing-to-undo"):
        undo_import(club, written.id, by="staff")

    undo_import(club, undone.id, by="staff")
    assert inside == counted(club)


def test_a_group_named_later_is_known_by_its_paper(club: Clubhouse) -> None:
    """Twelve heads, of whom one has a name since: the sheet brings no second twelve."""
    (made,) = plan_files([("a.csv", "日付,入館,人数\n2022/10/1,10:00,12\n".encode())], club)
    written = write_plans([made], club, document="", by="staff")
    assert written is not None
    club.name_group(written.facts[0], [club.people.members()[0].person])

    (again,) = plan_files([("a.csv", "日付,入館,人数\n2022/10/1,10:00,12\n".encode())], club)

    assert [] == again.visits


def test_two_of_one_name_who_were_merged_are_one(club: Clubhouse) -> None:
    """Both はな are one child: her rows are clear again."""
    one, other = (member.person for member in club.find_members("はな"))
    club.append([PersonsMerged(one, other)], by="staff")

    made = plan(club, "37-two-of-one-name.csv")

    assert [one] == [visit.person for visit in made.visits]


def test_no_name_stays_when_nothing_was_written(club: Clubhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: the table of people is as it was."""
    made = plan(club, "01-utf8.csv")

    def full(*_args: object, **_named: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(club, "append", full)
    with pytest.raises(OSError, match="no space"):
        write_plans([made], club, document="", by="staff")

    assert sorted(NAMES) == sorted(member.nickname for member in club.people.members())
