"""What is published stays as it was, says what changed, and gives nobody back what it hides."""

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from clubhouse_logs.errors import PublicationError
from clubhouse_logs.figures import figures
from clubhouse_logs.frozen import Frozen, read_frozen, snapshot, write_frozen
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, fiscal_year, month
from clubhouse_logs.public_dataset import write_dataset
from clubhouse_logs.public_table import PublicTable, YearCounts, count_year, next_table
from clubhouse_logs.record import fold_record
from judge.facts import Fact, FiguresPublished, PersonDescribed, Visited
from tests.clubhouse_logs import attack
from tests.clubhouse_logs.conftest import Door

K = 5
STAGES = ("ES", "MS", "HS")
YEAR = fiscal_year(2022, 4)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


@dataclass
class Press:
    """Publishes from facts, one edition after the other."""

    folder: Path
    calendar: TownCalendar
    bodies: list[FiguresPublished] = field(default_factory=list)
    day: int = 1

    @property
    def editions(self) -> list[Frozen]:
        return read_frozen(self.folder, self.bodies, site="clubhouse", fiscal_year_start_month=4)

    def publish(self, facts: list[Fact], period: Period = YEAR) -> Frozen | None:
        """Freeze the next edition; None where nothing may be published."""
        record, before = fold_record(facts, self.calendar), self.editions
        counts = count_year(record, YEAR, stages=STAGES, until=Period(YEAR.start, period.end))
        name = None if period == YEAR else f"{period.start:%Y-%m}"
        table = next_table([one.table for one in before], counts, month=name, least_shown=K)
        if table is None:
            return None
        last = period.end - (YEAR.end - date(2023, 3, 31))
        found = figures(facts, calendar=record.calendar, period=period, as_of=last)
        same = [one for one in before if one.first == period.start and one.last == last]
        said = snapshot(
            period, table, found, edition=len(same) + 1, published_on=date(2023, 4, self.day), fiscal_year=2022,
            before=same[-1] if same else None, definitions=1,
        )  # fmt: skip
        self.bodies.append(write_frozen(self.folder, said, KEY))
        self.day += 1
        return self.editions[-1]

    def dataset(self, name: str) -> Path:
        to = self.folder / name
        return write_dataset(self.editions, to, KEY, metadata={"title": name})[0]

    def truth(self) -> dict[tuple[str, int, attack.Count], int]:
        """What every count really was."""
        return {
            (one.name, one.edition, attack.Count(key.split("/")[0], key.split("/")[1], what)): count
            for one in self.editions
            for key, count in one.table.edition.counts.items()
            if not key.endswith("/again")
            for what in ["children" if key.endswith("/children") else "visits"]
        }


@pytest.fixture
def press(tmp_path: Path, weekend_calendar: TownCalendar) -> Press:
    return Press(tmp_path, weekend_calendar)


def fill(door: Door, seed: int = 1, *, months: int = 12) -> None:
    """A year of a small house: many of elementary school, some of middle school, hardly any of high school."""
    chance = random.Random(seed)
    for number in range(1, 41):
        stage = "ES" if number <= 26 else "MS" if number <= 36 else "HS"
        door.write(PersonDescribed(door.child(number), "2022-04-01", stage, None))
    for place in range(months):
        year, number = (2022, 4 + place) if place < 9 else (2023, place - 8)
        for day in (2, 9, 16):
            for child in range(1, 41):
                if chance.random() < (0.35 if child <= 26 else 0.15):
                    door.visit(f"{year}-{number:02}-{day:02}T05:00:00Z", child)
        door.visit(f"{year}-{number:02}-20T05:00:00Z", count=chance.randint(1, 9))


def check(press: Press, *paths: Path) -> None:
    """The attack finds nothing narrower than promised."""
    publications, truth = attack.read(paths), press.truth()
    for interval in attack.alone(publications):
        value = truth[interval.period, interval.edition, interval.count]
        assert interval.low <= value <= interval.high
        assert interval.high - interval.low >= K - 1
        if value < K:
            assert interval.high >= K
    for interval in attack.told(publications, truth):
        assert interval.high - interval.low >= K - 1, interval
    for interval in attack.together(publications):
        value = truth[interval.period, interval.edition, interval.count]
        # A guess that is not even true gives nothing away, however narrow it is.
        assert interval.high - interval.low >= K - 1 or not interval.low <= value <= interval.high


def test_two_editions_with_a_correction_between_give_nothing_hidden_back(press: Press, door: Door) -> None:
    """Sums, differences, bounds and both editions together, also for somebody who is told what changed."""
    fill(door)
    assert press.publish(door.facts)
    first = press.dataset("first")
    visits = [fact for fact in door.facts if isinstance(fact.body, Visited) and fact.body.person is not None]
    for fact in visits[:3]:
        door.withdraw(fact)
    door.visit("2023-01-20T05:00:00Z", 40)
    second = press.publish(door.facts)
    assert second is not None
    assert second.edition == 2
    assert second.table.edition.hidden
    check(press, first, press.dataset("second"))


def test_the_attack_finds_a_margin_that_was_not_protected(press: Press, door: Door) -> None:
    """With complementary counts of one margin shown, it narrows a hidden count below what is promised."""
    fill(door)
    edition = press.publish(door.facts)
    assert edition is not None
    for margin in ("rows", "columns"):
        table = edition.table
        alone = {
            key for key in table.edition.hidden
            if ("*" not in key if margin == "rows" else key.startswith("*/")) and table.edition.counts[key] >= K
        }  # fmt: skip
        assert alone, margin
        broken = replace(table.edition, shown=table.edition.shown | alone, hidden=table.edition.hidden - alone)
        path = write_dataset(
            [replace(edition, table=PublicTable(broken))], press.folder / margin, KEY, metadata={}
        )[0]  # fmt: skip
        found = attack.narrowest(attack.alone(attack.read([path])))
        assert found is not None
        assert found.high - found.low < K - 1, margin


def test_months_published_before_their_year_are_part_of_what_is_known(press: Press, door: Door) -> None:
    """Each month by itself as the year goes by, then the year: no margin of the year gives a month's count back."""
    fill(door, seed=3)
    for number in (4, 5, 6):
        assert press.publish(door.facts, month(2022, number))
    year = press.publish(door.facts)
    assert year is not None
    check(press, press.dataset("all"))
    shown = {key for one in press.editions[:3] for key in one.table.edition.shown}
    assert not shown & year.table.edition.hidden


def test_a_correction_that_would_tell_of_few_waits_and_keeps_no_other_waiting(press: Press, door: Door) -> None:
    """A month that showed a count of 5 and now has 4 is carried; another month's correction is published."""
    fill(door)
    first = press.publish(door.facts)
    assert first is not None
    key, count = min(
        ((key, count) for key, count in first.table.edition.counts.items()
         if key in first.table.edition.shown and "*" not in key and "unnamed" not in key and count >= K),
        key=lambda pair: pair[1],
    )  # fmt: skip
    of_month, stage = key.split("/")
    record = fold_record(door.facts, press.calendar)
    wanted = [
        one for one in record.log.youth
        if f"{one.day:%Y-%m}" == of_month and one.person and record.members.on(one.person, one.day).stage == stage
    ][: count - K + 1]  # fmt: skip
    for fact in [fact for fact in door.facts if isinstance(fact.body, Visited)]:
        if any(fact.body.person == one.person and fact.body.at[:10] == f"{one.at:%Y-%m-%d}" for one in wanted):
            door.withdraw(fact)
    other = next(name for name in ("2022-04", "2022-05", "2022-06") if name != of_month)
    door.visit(f"{other}-22T05:00:00Z", count=20)
    second = press.publish(door.facts)
    assert second is not None
    assert (of_month,) == second.table.carried
    assert count == second.table.edition.counts[key]
    before = first.table.edition.counts[f"{other}/*"]
    assert before + 20 == second.table.edition.counts[f"{other}/*"]
    check(press, press.dataset("second"))


def test_a_later_edition_says_what_changed_and_the_first_stays(press: Press, door: Door) -> None:
    fill(door, months=3)
    first = press.publish(door.facts, month(2022, 4))
    assert first is not None
    door.visit("2022-04-22T05:00:00Z", count=30)
    second = press.publish(door.facts, month(2022, 4))
    assert second is not None
    nobe = first.figures["nobe"]["value"]
    assert {"id": "nobe", "before": nobe, "after": nobe + 30} in second.changes
    assert [first, second] == press.editions
    with closing(sqlite3.connect(press.dataset("public"))) as database:
        rows = database.execute("SELECT edition, stage, before, after FROM changes WHERE stage = '*'").fetchall()
    assert [(2, "*", nobe, nobe + 30)] == rows


def test_what_was_frozen_cannot_be_changed_unseen(press: Press, door: Door) -> None:
    fill(door, months=1)
    press.publish(door.facts, month(2022, 4))
    (path,) = press.folder.rglob("month-*.json")
    path.write_bytes(path.read_bytes().replace(b'"edition": 1', b'"edition": 2'))
    with pytest.raises(PublicationError, match="snapshot-changed"):
        assert press.editions
    path.unlink()
    with pytest.raises(PublicationError, match="snapshot-missing"):
        assert press.editions


def test_the_public_file_holds_aggregates_only_and_is_signed(press: Press, door: Door) -> None:
    """No id, no hidden count in any byte that could hold it, and a statement anyone can check."""
    fill(door, months=2)
    press.publish(door.facts, month(2022, 4))
    path = press.dataset("public")
    assert not [fact for fact in door.facts if isinstance(fact.body, Visited) and fact.body.person is not None
                and fact.body.person.encode() in path.read_bytes()]  # fmt: skip
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        (row,) = database.execute("SELECT * FROM publications").fetchall()
        hidden = database.execute("SELECT value FROM counts WHERE is_hidden").fetchall()
    assert {None} == {one["value"] for one in hidden}
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row["public_key"]))
    key.verify(bytes.fromhex(row["signature"]), row["statement"].encode())


@settings(max_examples=6)
@given(
    rows=st.lists(st.lists(st.sampled_from((0, 0, 1, 2, 4, 5, 7, 30)), min_size=3, max_size=3), min_size=2, max_size=5),
    moves=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(-6, 12)), max_size=4),
)
def test_any_year_and_any_corrections_survive_the_attack(
    tmp_path_factory: pytest.TempPathFactory, weekend_calendar: TownCalendar,
    rows: list[list[int]], moves: list[tuple[int, int, int]],
) -> None:  # fmt: skip
    """Tables as they come, a month's edition before the year's, and a revision of the year."""
    press = Press(tmp_path_factory.mktemp("press"), weekend_calendar)
    editions: list[PublicTable] = []
    names = tuple(f"2022-{4 + place:02}" for place in range(len(rows)))
    for number, wanted in enumerate((names[0], None, None)):
        counts = _year(names, rows)
        table = next_table(editions, counts, month=wanted, least_shown=K)
        if table is None:
            continue
        editions.append(table)
        said = {
            "format": 1, "kind": "month" if wanted else "fiscal-year", "first": "2022-04-01",
            "last": "2022-04-30" if wanted else "2023-03-31", "edition": max(number, 1),
            "published_on": f"2023-04-0{number + 1}", "fiscal_year": 2022, "site": "clubhouse", "figures": {},
            "table": {"counts": dict(table.edition.counts), "shown": sorted(table.edition.shown),
                      "hidden": sorted(table.edition.hidden), "carried": list(table.carried)}, "changes": [],
        }  # fmt: skip
        press.bodies.append(write_frozen(press.folder, said, KEY))
        if number == 1:
            for row, column, by in moves:
                rows[row % len(rows)][column] = max(0, rows[row % len(rows)][column] + by)
    if editions:
        check(press, press.dataset("public"))


def _year(names: tuple[str, ...], rows: list[list[int]]) -> YearCounts:
    """A year's counts from its inner ones: of as many children as makes sense."""
    from clubhouse_logs.public_table import _with_sums

    inner = {f"{name}/{stage}": count for name, row in zip(names, rows, strict=True)
             for stage, count in zip(STAGES, row, strict=True)}  # fmt: skip
    children = {stage: max(inner[f"{name}/{stage}"] for name in names) for stage in STAGES}
    return YearCounts(STAGES, names, _with_sums(inner, names, STAGES, children), {})


@pytest.mark.pages
async def test_datasette_opens_what_is_published_as_it_is(press: Press, door: Door) -> None:
    """The real one, with the metadata beside the file: titles, views and rows without anything to set up."""
    from datasette.app import Datasette

    fill(door, months=2)
    press.publish(door.facts, month(2022, 4))
    path = press.dataset("public")
    served = Datasette([str(path)], immutables=[], metadata={"title": "Invented House: published figures"})
    home = await served.client.get("/")
    assert "Invented House: published figures" in home.text
    rows = (await served.client.get("/clubhouse/months.json?_shape=array")).json()
    assert ["2022-04"] * len(rows) == [row["month"] for row in rows]
    assert {"ES", "MS", "HS", "unnamed", "*"} == {row["stage"] for row in rows}
