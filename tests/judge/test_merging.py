"""Many stations, one journal: whatever comes, in whatever order and parts, the same facts stand in the end."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.facts import Called, Fact, FactRow, Noted, RunStarted, encode_body, fact_hash, head, order, read_fact
from judge.journal import Gap, Journal, Refused, check, read_all_evidence, read_facts, recover
from judge.journal.chain import Chain
from judge.journal.database import INSERT_FACT
from judge.journal.evidence import Chunk, EvidenceRow, seal_evidence
from judge.journal.merging import LAMPORT_MAX, RefusedFor, read_rows, sort_out

WALL = "2026-03-01T09:00:00+09:00"


def station(path: Path, name: str) -> Journal:
    """Open with a clock that stands still."""
    return Journal.open(path, name, clock=lambda: WALL)


def call(journal: Journal, number: int = 1) -> Fact:
    """Append one call."""
    return journal.append(Called("line", {"n": number}), run="r1", at_ms=number, by="referee")


def rows_of(facts: Sequence[Fact]) -> list[FactRow]:
    """The rows as a stick carries them."""
    return [fact.row() for fact in facts]


def resealed(fact: Fact, **columns: Any) -> FactRow:
    """A row that says something else and gives its hash."""
    row = fact.row()._replace(**columns)
    return row._replace(hash=fact_hash(row))


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Iterator[Journal]:
    with station(tmp_path / "desk.db", "desk") as journal:
        yield journal


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Iterator[Journal]:
    with station(tmp_path / "table.db", "table-1") as journal:
        yield journal


def test_facts_of_other_stations_are_taken_once_and_go_both_ways(desk: Journal, table: Journal) -> None:
    """Taken as they are, twice and each way, they give one head and one order, and what is written next comes after."""
    for number in range(3):
        call(desk, number)
        call(table, number)
    theirs, ours = table.facts(), desk.facts()

    assert theirs == list(desk.take(rows_of(theirs)).new)
    again = desk.take(rows_of(theirs))
    assert ((), 3, True) == (again.new, again.known, again.is_whole)
    table.take(rows_of(ours))

    assert head(desk.facts()) == head(table.facts())
    assert desk.facts() == table.facts() == read_facts(desk.path)
    assert max(fact.lamport for fact in theirs) + 1 == call(desk).lamport
    assert [] == check(desk.path)


def test_what_lies_behind_a_gap_waits_and_the_gap_is_named(desk: Journal, table: Journal) -> None:
    """The rows before it are taken, those behind it are not; once the gap comes, all can stand."""
    facts = [call(table, number) for number in range(6)]

    taken = desk.take(rows_of([facts[0], facts[3], facts[5]]))
    assert (facts[:1], (Gap("table-1", 2, 3, 2),)) == (list(taken.new), taken.gaps)
    assert facts[:1] == desk.facts()

    assert desk.take(rows_of(facts[1:])).is_whole
    assert facts == desk.facts()


def test_a_fork_is_refused_and_nothing_of_its_station_is_taken(desk: Journal, table: Journal, tmp_path: Path) -> None:
    """Another row at the same place, or one that rests on another: its station stays as it is, others go on."""
    first, second, third = (call(table, number) for number in range(3))
    desk.take(rows_of([first]))
    forked = resealed(first, wall="2026-03-01T10:00:00+09:00")
    on_forked = resealed(second, prev=forked.hash)
    with station(tmp_path / "other.db", "table-2") as other:
        theirs = call(other)

    taken = desk.take([forked, *rows_of([second, theirs])])
    assert ([theirs], (Refused("table-1", 1, "fork"),)) == (list(taken.new), taken.refused)
    assert (Refused("table-1", 2, "fork"),) == desk.take([on_forked]).refused
    both = desk.take([*rows_of([second, third]), resealed(third, wall="2026-03-01T10:00:00+09:00")])
    assert (Refused("table-1", 3, "fork"),) == both.refused
    assert [first, theirs] == order(desk.facts())


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"prev": "f" * 64}, "chain"),
        ({"lamport": 1}, "lamport"),
        ({"lamport": LAMPORT_MAX + 1}, "lamport"),
        ({"body": '{"call": "line", "args": {"n": 1}}'}, "form"),
    ],
)
def test_a_row_that_contradicts_its_own_station_is_refused(
    desk: Journal, table: Journal, columns: dict[str, Any], reason: RefusedFor
) -> None:
    """With the right hash, and yet no row that our writer makes: nothing of the station is taken."""
    first, second = call(table, 1), call(table, 2)
    taken = desk.take([first.row(), resealed(second, **columns)])
    assert ((), (Refused("table-1", 2, reason),)) == (taken.new, taken.refused)
    assert [] == desk.facts()


def test_of_damaged_rows_the_good_ones_before_them_are_taken(desk: Journal, table: Journal) -> None:
    """A row that does not give its hash is named and stands nowhere; what is behind it waits."""
    facts = [call(table, number) for number in range(4)]
    rows = rows_of(facts)
    rows[2] = rows[2]._replace(body=rows[2].body.replace("2", "9"))

    taken = desk.take(rows)
    assert facts[:2] == list(taken.new) == desk.facts()
    assert ((Refused("table-1", 3, "damaged"),), (Gap("table-1", 3, 3, 1),)) == (taken.refused, taken.gaps)


@pytest.mark.parametrize(
    "row",
    [
        FactRow("table-1", "1", 1, None, WALL, "referee", 1, "called", "r1", "{}", "0" * 64, "0" * 64),  # type: ignore[arg-type]
        FactRow(None, None, None, None, None, None, None, None, None, None, None, None),  # type: ignore[arg-type]
        FactRow(["x"], {}, 1.5, None, WALL, "x", 1, "x", "r1", "[", "0" * 64, "0" * 64),  # type: ignore[arg-type]
        FactRow("table-1", 2**70, 1, None, WALL, "referee", 1, "called", "r1", "\ud800", "0" * 64, "0" * 64),
    ],
)
def test_nonsense_is_named_as_damaged(desk: Journal, row: FactRow) -> None:
    """Whatever stands in the columns, it is refused and nothing changes."""
    assert ["damaged"] == [one.reason for one in desk.take([row]).refused]
    assert [] == desk.facts()


def test_a_station_made_anew_takes_its_own_facts_and_goes_on_after_them(tmp_path: Path, desk: Journal) -> None:
    """A laptop that died is another laptop with the facts that others hold: its chain goes on without a break."""
    with station(tmp_path / "first.db", "table-1") as first:
        old = [call(first, number) for number in range(3)]
        desk.take(rows_of(old))
    with station(tmp_path / "second.db", "table-1") as second:
        second.take(rows_of(desk.facts()))
        new = call(second)

    assert (4, old[-1].hash) == (new.seq, new.prev)
    assert desk.take([new.row()]).is_whole
    assert [*old, new] == desk.facts()


def test_a_station_that_went_on_without_its_old_facts_is_a_fork(tmp_path: Path, desk: Journal) -> None:
    """Two laptops that both write as one table are noticed: neither's facts replace the other's."""
    with station(tmp_path / "first.db", "table-1") as first, station(tmp_path / "second.db", "table-1") as second:
        desk.take([call(first, 1).row()])
        ours = desk.facts()
        assert (Refused("table-1", 1, "fork"),) == desk.take([call(second, 2).row()]).refused
        assert (Refused("table-1", 1, "fork"),) == second.take(rows_of(ours)).refused
    assert ours == desk.facts()


def test_raw_bytes_come_with_the_facts_once(tmp_path: Path, desk: Journal, table: Journal) -> None:
    """Evidence of another station is kept in its own chain, in any order, once; a fork of it is refused."""
    for number in range(3):
        table.evidence("r1", b"sentence %d" % number, number)
        call(table, number)
    rows = list(map(EvidenceRow._make, table._connection.execute("SELECT * FROM evidence")))

    assert [Gap("table-1", 1, 1, 2)] == list(desk.take_evidence(rows[1:]).gaps)
    assert 3 == len(desk.take_evidence(rows[::-1]).new)
    assert ((), 3) == (desk.take_evidence(rows).new, desk.take_evidence(rows).known)
    other = seal_evidence("table-1", (0, ""), "r1", [Chunk(1, b"other")])
    assert (Refused("table-1", 1, "fork"),) == desk.take_evidence([other]).refused
    torn = rows[0]._replace(chunks=b"torn")
    assert (Refused("table-1", 1, "damaged"),) == desk.take_evidence([torn]).refused
    assert read_all_evidence(table.path) == read_all_evidence(desk.path)

    with station(tmp_path / "anew.db", "table-1") as anew:  # and its bytes go on behind the old ones, too
        anew.take_evidence(rows)
        anew.evidence("r1", b"more", 9)
        anew.flush()
    assert [] == check(tmp_path / "anew.db")
    assert read_all_evidence(tmp_path / "anew.db")[:3] == read_all_evidence(table.path)


def day(seed: int) -> list[Fact]:
    """Facts of several stations that hear each other now and then, as they were written."""
    chance = random.Random(seed)
    chains = {name: Chain() for name in ("desk", "table-1", "table-2", "table-10")}
    facts: list[Fact] = []
    for number in range(chance.randrange(1, 40)):
        name = chance.choice([*chains])
        chain = chains[name]
        body = chance.choice([Called("line", {"n": number}), RunStarted("hand"), Noted("box_lost", {"box": 0})])
        row = FactRow(name, chain.tail(name).seq + 1, chain.lamport + 1, None, WALL, "referee", 1, body.KIND, "r1",
                      encode_body(body), chain.tail(name).hash, "")  # fmt: skip
        fact = read_fact(row._replace(hash=fact_hash(row)))
        facts.append(fact)
        for other in chains.values() if chance.random() < 0.3 else [chain]:
            other.lamport = max(other.lamport, fact.lamport)
        chain.add(fact)
    return facts


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_any_split_in_any_order_any_number_of_times_gives_the_same_head(seed: int, chance: random.Random) -> None:
    """However the facts of many stations are dealt onto sticks, once all have come the journal is the same."""
    facts = day(seed)
    sticks = [[fact for fact in facts if chance.random() < 0.6] for _ in range(chance.randrange(1, 5))]
    sticks += [[fact] for fact in facts] if chance.random() < 0.3 else [facts[: len(facts) // 2], facts[::2], facts]
    here: dict[tuple[str, int], Fact] = {}
    chain, is_news = Chain(), True
    while is_news:
        is_news = False
        for stick in chance.sample(sticks, len(sticks)) + chance.choices(sticks, k=2):
            rows = rows_of(chance.sample(stick, len(stick)))
            taken = sort_out(read_rows(rows)[0], chain.tail, lambda *key: here[key].hash if key in here else None)
            assert () == taken.refused
            assert len(rows) == len(taken.new) + taken.known + sum(gap.behind for gap in taken.gaps)
            for fact in taken.new:
                assert chain.broken_by(fact) is None
                chain.add(fact)
                here[fact.station, fact.seq] = fact
            is_news = is_news or bool(taken.new)
    assert head(facts) == head(here.values())
    assert order(facts) == order(here.values())


def test_a_declared_hole_stays_until_a_recovery_fills_it(tmp_path: Path, table: Journal) -> None:
    """A journal that was recovered knows what it lost; a merge names it, takes what is new, and harms nothing."""
    facts = [call(table, number) for number in range(5)]
    with station(tmp_path / "holed.db", "desk") as holed:
        holed.take(rows_of(facts[:1]))
        holed._connection.execute(INSERT_FACT, facts[2].row())
    recover(tmp_path / "holed.db", tmp_path / "found.db")

    with station(tmp_path / "found.db", "desk") as found:
        taken = found.take(rows_of(facts))
        assert (facts[3:], (Refused("table-1", 2, "lost"),)) == (list(taken.new), taken.refused)
    assert 5 == recover(tmp_path / "found.db", tmp_path / "whole.db", mirrors=[table.path]).kept
