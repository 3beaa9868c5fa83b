"""The one ranking function and the draw of lots."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import Key
from judge.stable_random import draw, lot
from judge.tournament.ranking import Entry, Order, Ranked, Why, rank, tied

KEYS = (Key("total", "high"), Key("best_single", "high"), Key("time_ms", "low"))
FIGURES = ("total", "best_single", "time_ms")


def entries_of(*figures: tuple[int | None, int | None, int | None]) -> list[Entry]:
    """Teams t1, t2, ... with total, best single and time."""
    return [
        Entry(f"t{number}", number, dict(zip(FIGURES, row, strict=True))) for number, row in enumerate(figures, start=1)
    ]


def test_keys_decide_in_their_order_and_say_why() -> None:
    """The first key that differs decides, each in its own direction; the reason names both figures."""
    lines = rank(entries_of((500, 200, 9), (600, 100, 9), (500, 250, 9), (500, 250, 7)), KEYS)

    assert ["t2", "t4", "t3", "t1"] == [line.entry.id for line in lines]
    assert [1, 2, 3, 4] == [line.rank for line in lines]
    assert [
        Why("key", {"key": "total", "better": "high", "mine": 600, "next": 500}),
        Why("key", {"key": "time_ms", "better": "low", "mine": 7, "next": 9}),
        Why("key", {"key": "best_single", "better": "high", "mine": 250, "next": 200}),
        None,
    ] == [line.why for line in lines]


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    """1, 2, 2, 4: joint ranks are legal and stand in the order of entry."""
    lines = rank(entries_of((1, 1, 1), (9, 9, 9), (5, 5, 5), (5, 5, 5)), KEYS)

    assert [(1, "t2", False), (2, "t3", True), (2, "t4", True), (4, "t1", False)] == [
        (line.rank, line.entry.id, line.is_joint) for line in lines
    ]
    assert Why("equal", {}) == lines[1].why
    assert [("t3", "t4")] == tied(lines)


def test_no_run_is_not_zero() -> None:
    """A team without a figure stands behind a team with 0, whichever way the key runs."""
    assert ["t2", "t1"] == [line.entry.id for line in rank(entries_of((None, None, None), (0, 0, 0)), KEYS)]
    assert ["t2", "t1"] == [line.entry.id for line in rank(entries_of((5, 5, None), (5, 5, 99)), KEYS)]


def test_next_best_runs_are_compared_one_after_the_other() -> None:
    """A list of figures decides at the first place where it differs; who has one more stands before."""
    rows = [(300, 200), (300, 250), (300, 250, 1), ()]
    entries = [Entry(f"t{n}", n, {"next_best": row}) for n, row in enumerate(rows, start=1)]

    assert ["t3", "t2", "t1", "t4"] == [line.entry.id for line in rank(entries, [Key("next_best", "high")])]


def test_the_director_separates_only_a_whole_group() -> None:
    """The director's order holds for equals it names, all of them; it never overrides a key."""
    rows = entries_of((9, 9, 9), (5, 5, 5), (5, 5, 5))

    whole = rank(rows, KEYS, decided=[Order(("t3", "t2", "t1"))])
    part = rank(rows, KEYS, decided=[Order(("t3",))])

    assert [(1, "t1"), (2, "t3"), (3, "t2")] == [(line.rank, line.entry.id) for line in whole]
    assert Why("director", {}) == whole[1].why
    assert [(1, "t1"), (2, "t2"), (2, "t3")] == [(line.rank, line.entry.id) for line in part]


def test_the_draw_separates_what_is_equal() -> None:
    """With a published seed nobody shares a rank, and the reason says that lots decided."""
    lines = rank(entries_of((5, 5, 5), (5, 5, 5), (5, 5, 5), (9, 9, 9)), KEYS, draw_seed=7, place="seeding")

    assert [1, 2, 3, 4] == [line.rank for line in lines]
    assert ["key", "draw", "draw"] == [line.why.code for line in lines if line.why]
    drawn = draw(7, "seeding", [1, 2, 3])
    assert drawn == [line.entry.number for line in lines[1:]]
    assert Why("draw", {"seed": 7, "place": "seeding", "mine": drawn[0], "next": drawn[1]}) == lines[1].why


def test_an_order_that_was_left_to_the_lots_says_which() -> None:
    """The director's order is told as lots only where it was left to them, and is theirs indeed."""
    rows = entries_of((5, 5, 5), (5, 5, 5), (5, 5, 5))
    drawn = tuple(f"t{number}" for number in draw(7, "open", [1, 2, 3]))

    assert "draw" == code_of(rank(rows, KEYS, decided=[Order(drawn, (7, "open"))]))
    assert "director" == code_of(rank(rows, KEYS, decided=[Order(drawn)]))
    assert "director" == code_of(rank(rows, KEYS, decided=[Order(drawn[::-1], (7, "open"))]))


def code_of(lines: list[Ranked]) -> str:
    """Why the first stands before the second."""
    assert lines[0].why is not None
    return lines[0].why.code


def test_nobody_ranks_to_nothing() -> None:
    """An empty field is an empty ranking."""
    assert [] == rank([], KEYS)


def test_a_lot_can_be_drawn_again_by_anyone() -> None:
    """A lot is a plain sha256 of seed, place and entry number; the order is pinned for ever."""
    assert hashlib.sha256(b"7/S1/3").hexdigest() == lot(7, "S1", 3)
    assert [8, 3, 4, 5, 1, 2, 6, 7] == draw(7, "S1", range(1, 9))


FIELD = st.lists(st.tuples(*(st.none() | st.integers(0, 3) for _ in FIGURES)), max_size=12)


@given(rows=FIELD, seed=st.none() | st.integers(), shuffle=st.randoms(use_true_random=False))
def test_ranks_are_a_total_preorder(rows, seed, shuffle) -> None:  # type: ignore[no-untyped-def]
    """Everybody is ranked once, ranks never fall, joint means equal, and the order of the list does not matter."""
    entries = entries_of(*rows)
    lines = rank(entries, KEYS, draw_seed=seed)
    mixed = list(entries)
    shuffle.shuffle(mixed)

    assert lines == rank(mixed, KEYS, draw_seed=seed)
    assert sorted(entry.id for entry in entries) == sorted(line.entry.id for line in lines)
    for place, line in enumerate(lines, start=1):
        assert (
            line.rank == min(other.rank for other in lines if other.entry.figures == line.entry.figures)
            or seed is not None
        )
        assert line.rank <= place
        assert line.is_joint == (sum(other.rank == line.rank for other in lines) > 1)
        assert (line.why is None) == (place == len(lines))


@given(rows=FIELD, seed=st.none() | st.integers())
def test_relabelling_only_relabels(rows, seed) -> None:  # type: ignore[no-untyped-def]
    """Other team ids give the same ranking under the other ids: names decide nothing, lots included."""
    entries = entries_of(*rows)
    renamed = [Entry(f"z{1000 - entry.number}", entry.number, entry.figures) for entry in entries]

    mine = [(line.rank, line.entry.number, line.is_joint, line.why) for line in rank(entries, KEYS, draw_seed=seed)]
    theirs = [(line.rank, line.entry.number, line.is_joint, line.why) for line in rank(renamed, KEYS, draw_seed=seed)]

    assert mine == theirs
