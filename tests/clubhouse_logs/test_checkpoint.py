"""What is kept of finished years gives the figures that their facts give, and never outlives them."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from clubhouse_logs.checkpoint import FILE, Counting, read_counted
from clubhouse_logs.erasure import digest_of
from clubhouse_logs.figures import figures, figures_of
from clubhouse_logs.forms import monthly_form, yearly_form
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year, month
from clubhouse_logs.record import fold_record
from clubhouse_logs.stations import read_house
from judge.errors import JournalDamaged
from judge.facts import (
    Body,
    Corrected,
    Fact,
    Left,
    PersonAdded,
    PersonErased,
    PersonsMerged,
    SpecialDayPlanned,
    Visited,
    instant_text,
    person_id,
)
from judge.journal import Journal, check
from judge.journal.rewrite import replace_persons

CHILDREN = [person_id(bytes([number]) * 7) for number in range(1, 5)]
STRANGER = person_id(b"another")
NOW = datetime(2023, 6, 1, tzinfo=UTC)
YEARS = (2021, 2022, 2023)
EXAMPLES, EXAMPLES_TORTURE = 5, 150


class Books:
    """A clubhouse's folder: a journal a fiscal year, each written by its kiosk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.facts = folder, list[Fact]()

    def write(self, year: int, *bodies: Body) -> list[Fact]:
        path = self.folder / f"FY{year}" / "kiosk-1.abcde.db"
        path.parent.mkdir(exist_ok=True)
        with Journal.open(path, f"kiosk-1.abcde.{year}", clock=lambda: f"{year}-07-01T09:00:00+09:00") as journal:
            journal.hear(max([fact.lamport for fact in self.facts], default=0))
            written = journal.append_all(bodies, by="staff")
        self.facts += written
        return written

    def read(self, calendar: TownCalendar) -> Counting:
        return read_counted(self.folder, calendar, now=NOW, merge_gap_min=30)


def at(year: int, day: int, minute: int = 0) -> datetime:
    return datetime(year, 4, 2, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)


def came(year: int, day: int, child: int | None, minute: int = 0, role: str = "youth") -> Visited:
    person = None if child is None else CHILDREN[child]
    return Visited(person, 3 if child is None else 1, instant_text(at(year, day, minute)), "clubhouse", role, "scan")


def went(year: int, day: int, child: int, minute: int) -> Left:
    return Left(CHILDREN[child], None, 1, instant_text(at(year, day, minute)), "clubhouse", "scan")


def shown(tallies: Any, source: Any, *, by_facts: Any = None) -> Any:
    """Every figure and form of every year."""
    found = []
    for number in YEARS:
        period, as_of = fiscal_year(number, 4), date(number + 1, 3, 31)
        of_year = (
            figures_of(tallies, period=period, as_of=as_of, records=source.records(period, as_of=as_of))
            if by_facts is None
            else figures(by_facts, calendar=source.calendar, period=period, as_of=as_of,
                         records=source.records(period, as_of=as_of))
        )  # fmt: skip
        forms = [monthly_form(source, month(number, 4), stages=["ES"], as_of=as_of)]
        found.append((of_year, yearly_form(source, period, stages=["ES"], as_of=as_of), forms))
    return found


def agrees(books: Books, calendar: TownCalendar) -> Counting:
    """Read by the checkpoint and by all facts, hold the two equal, and say how it was read."""
    counting = books.read(calendar)
    facts = read_house(books.folder)
    record = fold_record(facts, calendar)
    assert shown(counting.counted.tallies, counting.counted) == shown(None, record, by_facts=facts)
    desk, by_facts = counting.counted.of_desk(), record.of_desk()
    # An erased id that no fact names any more, but one that was corrected did, may be known as well.
    assert by_facts["roots"].items() <= desk["roots"].items()
    assert desk | {"roots": {}} == by_facts | {"roots": {}}
    assert sorted(counting.counted.inside()) == sorted(
        (one.person, one.came_in, one.went_out) for one in record.presences if one.person and one.went_out
    )
    return counting


@pytest.fixture(name="books")
def _books(tmp_path: Path) -> Books:
    """Three years, the last of them not over: children who come back, a group, a forgotten check-out."""
    books = Books(tmp_path)
    books.write(2021, *(PersonAdded(child, "child") for child in CHILDREN))
    for year in YEARS:
        rows: list[Body] = [came(year, 0, 0), went(year, 0, 0, 90), came(year, 0, 1, 30), came(year, 0, None)]
        books.write(year, *rows, came(year, 1, 0), came(year, 1, 0, 10), went(year, 1, 0, 200), came(year, 7, 2))
    return books


def test_finished_years_are_read_once(books: Books, weekend_calendar: TownCalendar) -> None:
    """The first call reads all; the next only the year that is not over; the file is its owner's alone."""
    assert agrees(books, weekend_calendar).kept_at is None
    second = agrees(books, weekend_calendar)
    assert (NOW, date(2022, 4, 9)) == (second.kept_at, second.kept_until)
    assert 0o600 == (books.folder / FILE).stat().st_mode & 0o777


def test_what_the_year_adds_stands_beside_what_is_kept(books: Books, weekend_calendar: TownCalendar) -> None:
    """New visits, a correction of this year's, a merge with a child of this year: nothing finished is read again."""
    books.read(weekend_calendar)
    wrong = books.write(2023, PersonAdded(STRANGER, "child"), came(2023, 8, 3), PersonsMerged(CHILDREN[0], STRANGER))
    books.write(2023, Corrected(wrong[1].station, wrong[1].seq, "replace", came(2023, 8, 2, 5), "mistake"))
    assert NOW == agrees(books, weekend_calendar).kept_at


@pytest.mark.parametrize(
    "bodies",
    [
        [came(2022, 5, 3)],
        [went(2022, 7, 2, 100)],
        [Corrected("kiosk-1.abcde.2021", 5, "withdraw", None, "mistake")],
        [PersonsMerged(CHILDREN[0], CHILDREN[1])],
        [PersonErased(digest_of(CHILDREN[0]), STRANGER, "2023-05-01", "asked")],
        [SpecialDayPlanned("2022-04-02", "clubhouse", "09:00", "12:00", "event")],
    ],
    ids=["late visit", "late check-out", "correction", "merge", "erasure", "other hours"],
)
def test_what_reaches_back_is_never_added_to_what_is_kept(
    books: Books, weekend_calendar: TownCalendar, bodies: Sequence[Body]
) -> None:
    """All facts are read, and the same figures come; once more, and they come from what is kept now."""
    books.read(weekend_calendar)
    books.write(2023, *bodies)
    assert agrees(books, weekend_calendar).kept_at is None
    assert NOW == agrees(books, weekend_calendar).kept_at


def test_a_file_that_looks_otherwise_is_read_and_what_is_wrong_in_it_is_named(
    books: Books, weekend_calendar: TownCalendar
) -> None:
    """A changed and a deleted row in a finished year; and in a file that looks as it did, `check` finds it."""
    books.read(weekend_calendar)
    path = books.folder / "FY2021" / "kiosk-1.abcde.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE facts SET wall = '2021-07-02T09:00:00+09:00' WHERE seq = 6")
    assert ["J-HASH"] == [finding.code for finding in check(path)]
    with pytest.raises(JournalDamaged):
        books.read(weekend_calendar)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM facts WHERE seq = 6")
    with pytest.raises(JournalDamaged):
        books.read(weekend_calendar)


def test_a_checkpoint_that_is_damaged_or_gone_is_made_anew(books: Books, weekend_calendar: TownCalendar) -> None:
    """It is never the record."""
    for content in (b"", b"nonsense", None):
        books.read(weekend_calendar)
        if content is None:
            (books.folder / FILE).unlink()
        else:
            (books.folder / FILE).write_bytes(content)
        assert books.read(weekend_calendar).kept_at is None
        assert NOW == agrees(books, weekend_calendar).kept_at


def test_another_opening_hour_or_gap_makes_it_anew(books: Books, weekend_calendar: TownCalendar) -> None:
    """What was added up by the old hours does not stand."""
    books.read(weekend_calendar)
    assert read_counted(books.folder, weekend_calendar, now=NOW, merge_gap_min=5).kept_at is None
    books.read(weekend_calendar)
    rule = replace(weekend_calendar.rules[0], closes=time(18))
    later = replace(weekend_calendar, rules=(rule,))
    assert agrees(books, later).kept_at is None
    assert NOW == agrees(books, later).kept_at


deeds = st.lists(
    st.tuples(
        st.sampled_from(["come", "come", "come", "go", "go", "void", "move", "undo", "merge", "erase"]),
        st.sampled_from(YEARS),  # written in that year's file
        st.sampled_from([*YEARS, None, None, None]),  # about that year; None: the same
        st.sampled_from([0, 1, 2, 362, 363]),
        st.sampled_from([0, 20, 40, 300, 830, 870]),  # 840: midnight in Japan
        st.integers(0, len(CHILDREN) - 1),
    ),
    max_size=14,
)
Deed = tuple[str, int, int | None, int, int, int]


def bodies_of(deed: Deed, facts: Sequence[Fact]) -> Iterator[Body]:
    """What a deed writes, of what stands already."""
    what, file, about, day, minute, child = deed
    year = about or file
    door = [fact for fact in facts if isinstance(fact.body, Visited | Left)]
    done = [fact for fact in facts if isinstance(fact.body, Corrected | PersonsMerged)]
    match what:
        case "come":
            yield came(year, day, child, minute, "mentor" if minute == 20 else "youth")
        case "go":
            yield went(year, day, child, minute)
        case "void" | "move" if door:
            fact = door[(day + minute) % len(door)]
            moved = came(year, day, child, minute) if isinstance(fact.body, Visited) else went(year, day, child, minute)
            is_void = what == "void"
            yield Corrected(
                fact.station, fact.seq, "withdraw" if is_void else "replace", None if is_void else moved, "x"
            )
        case "undo" if done:
            yield Corrected(done[-1].station, done[-1].seq, "withdraw", None, "undo")
        case "merge":
            yield PersonsMerged(CHILDREN[child], CHILDREN[child - 1])
        case "erase":
            yield PersonErased(digest_of(CHILDREN[child]), person_id(bytes([child]) * 9), "2023-05-01", "asked")


def check_deeds(calendar: TownCalendar, before: Sequence[Deed], after: Sequence[Deed]) -> None:
    with TemporaryDirectory() as folder:
        books = Books(Path(folder))
        for some in (before, after):
            for deed in some:
                books.write(deed[1], *bodies_of(deed, books.facts))
            agrees(books, calendar)
            agrees(books, calendar)
        for path in Path(folder).glob("FY*/*.db"):
            replace_persons(path, {CHILDREN[0]: STRANGER})
        agrees(books, calendar)
        kept = Path(folder, FILE)
        assert not kept.exists() or CHILDREN[0].encode() not in kept.read_bytes()


@settings(max_examples=EXAMPLES, deadline=None)
@given(before=deeds, after=deeds)
def test_with_and_without_a_checkpoint_the_figures_are_the_same(
    weekend_calendar: TownCalendar, before: Sequence[Deed], after: Sequence[Deed]
) -> None:
    """Whatever came, went, was corrected, undone, merged or erased, in whichever year's file it was written."""
    check_deeds(weekend_calendar, before, after)


@pytest.mark.torture
@seed(20230601)
@settings(max_examples=EXAMPLES_TORTURE, deadline=None)
@given(before=deeds, after=deeds)
def test_with_and_without_a_checkpoint_for_long(
    weekend_calendar: TownCalendar, before: Sequence[Deed], after: Sequence[Deed]
) -> None:
    """The same, many times."""
    check_deeds(weekend_calendar, before, after)
