"""Counts hidden in a table with margins: what is promised holds against everyone who can add, subtract and compare."""

import random
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clubhouse_logs.suppression import Arc, Edition, Room, is_small, protect, rooms

K = 3
ROWS, COLUMNS = ("r1", "r2"), ("a", "b", "c")
Table = Mapping[str, int]
PRICE = 10


def network(rows: tuple[str, ...] = ROWS) -> dict[str, Arc]:
    """A table of rows by columns with both margins and its total, every count an arc."""
    arcs = {f"{row}/{column}": Arc(row, column, PRICE) for row in rows for column in COLUMNS}
    arcs |= {f"{row}/*": Arc("in", row, 50, is_sum=True) for row in rows}
    arcs |= {f"*/{column}": Arc(column, "out", 60, is_sum=True) for column in COLUMNS}
    return arcs | {"*/*": Arc("out", "in", 1000, is_sum=True)}


def table(inner: tuple[int, ...], rows: tuple[str, ...] = ROWS) -> dict[str, int]:
    """The inner counts, row by row, with their sums."""
    cells = dict(zip(product(rows, COLUMNS), inner, strict=True))
    found = {f"{row}/{column}": count for (row, column), count in cells.items()}
    found |= {f"{row}/*": sum(cells[row, column] for column in COLUMNS) for row in rows}
    found |= {f"*/{column}": sum(cells[row, column] for row in rows) for column in COLUMNS}
    return found | {"*/*": sum(inner)}


def few(counts: Table) -> set[str]:
    return {key for key, count in counts.items() if is_small(count, K)}


def worlds(edition: Edition, most: int) -> Iterator[dict[str, int]]:
    """Every table of whole numbers that is as published: sums right, the shown as shown, the hidden 1 or more."""
    ranges = [
        [edition.counts[key]] if (key := f"{row}/{column}") in edition.shown
        else range(0 if not edition.counts[key] else 1, most + 1)
        for row, column in product(ROWS, COLUMNS)
    ]  # fmt: skip
    for inner in product(*ranges):
        found = table(inner)
        if all(found[key] == edition.counts[key] for key in edition.shown):
            yield found


def test_a_lone_small_count_takes_three_more_with_it() -> None:
    """2 among large ones: its row and its column each need another one, and so do theirs; the cheapest do."""
    made = protect(network(), (), table((2, 20, 30, 25, 26, 27)), {"r1/a"}, K)
    assert made is not None
    assert {"r1/a", "r1/b", "r2/a", "r2/b"} == made.hidden
    assert Room(1, 1) == rooms(network(), [made], 2)["r1/a"]


def test_a_zero_is_shown_and_hides_nothing() -> None:
    made = protect(network(), (), table((0, 20, 30, 25, 26, 27)), set(), K)
    assert made is not None
    assert not made.hidden


@settings(max_examples=8)
@given(st.lists(st.integers(0, 3), min_size=6, max_size=6).map(tuple))
def test_how_far_a_hidden_count_moves_is_exact(inner: tuple[int, ...]) -> None:
    """Against every table that there could be: the interval of each hidden count, up to k - 1 either way."""
    counts = table(inner)
    made = protect(network(), (), counts, few(counts), K)
    assert made is not None
    found = list(worlds(made, max(inner) + K - 1))
    for key, room in rooms(network(), [made], K).items():
        values = [world[key] for world in found]
        assert (room.down, room.up) == (
            min(counts[key] - min(values), K - 1), min(max(values) - counts[key], K - 1)
        )  # fmt: skip
        assert room.down + room.up >= K - 1
        if is_small(counts[key], K):
            assert room.up >= K - counts[key]
            assert "*" in key or room.down == counts[key] - 1


@settings(max_examples=8)
@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6).map(tuple),
    st.lists(st.integers(-2, 2), min_size=6, max_size=6),
)
def test_two_editions_together_keep_the_width_though_every_change_is_known(
    inner: tuple[int, ...], change: list[int]
) -> None:
    """Or there is no second edition: one that had to hide what the first showed."""
    first_counts = table(inner)
    first = protect(network(), (), first_counts, few(first_counts), K)
    assert first is not None
    counts = table(tuple(max(0, count + more) for count, more in zip(inner, change, strict=True)))
    second = protect(network(), [first], counts, few(counts), K)
    if second is None:
        return
    assert first.hidden <= second.hidden
    known = {key: counts[key] - first_counts[key] for key in counts}
    both = [
        (one, two) for one in worlds(first, max(inner) + K + 1)
        if all((two := {key: one[key] + known[key] for key in one})[key] == counts[key] for key in second.shown)
        and min(two.values()) >= 0
    ]  # fmt: skip
    for key in second.hidden:
        values = [two[key] for _one, two in both]
        assert max(values) - min(values) >= K - 1


def test_what_an_edition_showed_is_not_hidden_by_the_next() -> None:
    """20 that became 2: the correction waits, for whoever kept the first edition would read it off."""
    first = protect(network(), (), table((20, 20, 30, 25, 26, 27)), set(), K)
    assert first is not None
    assert protect(network(), [first], table((2, 20, 30, 25, 26, 27)), {"r1/a"}, K) is None


@pytest.mark.parametrize(
    "seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(5, 400))]
)
def test_larger_tables_keep_what_is_promised(seed: int) -> None:
    """Twelve rows: every small count is hidden and keeps its room in three editions one after the other."""
    print(f"seed {seed}: python -m pytest -m 'torture or not torture' {__file__} -k 'promised and {seed}'")
    chance, rows = random.Random(seed), tuple(f"m{number}" for number in range(12))
    inner = [chance.choice((0, 1, 2, 4, 9, 30)) for _cell in range(36)]
    editions: list[Edition] = []
    for _edition in range(3):
        counts = table(tuple(inner), rows)
        made = protect(network(rows), editions, counts, few(counts), K)
        if made is not None:
            editions.append(made)
            assert few(counts) <= made.hidden
            assert all(one.down + one.up >= K - 1 for one in rooms(network(rows), editions, K).values())
        inner = [max(0, count + chance.choice((0, 0, 0, 1, -1))) for count in inner]
    assert editions
