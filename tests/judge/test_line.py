"""The line: first come, official before practice, who is passed over, who is called, closing time, a first morning."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.tournament.line import LineRules, LineState, fold_line
from judge.tournament.line_records import (
    Called,
    Changed,
    Joined,
    Left,
    LineRecord,
    Missed,
    Returned,
    Served,
    TableFreed,
    TablesOpened,
)  # fmt: skip

MINUTE_MS = 60_000
RULES = LineRules(runs_official=3, runs_required=2, turn_ms=4 * MINUTE_MS)


def line(*records: LineRecord, now_ms: int = 0, rules: LineRules = RULES) -> LineState:
    return fold_line(records, rules, now_ms)


def joined(team: str, *, official: bool = True, robot: bool = True, at_ms: int = 0) -> Joined:
    return Joined(team, official, robot, at_ms)


def order(state: LineState) -> list[str]:
    return [waiting.team for waiting in state.waiting]


def codes(state: LineState) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.team) for finding in state.findings]


ONE_TABLE = TablesOpened(("1",), 0)


def test_first_come_first_served_and_official_before_practice() -> None:
    """Practice yields to official runs, and keeps its own order."""
    state = line(joined("p1", official=False), joined("a"), joined("p2", official=False), joined("b"))

    assert ["a", "b", "p1", "p2"] == order(state)
    assert [1, 2, 3, 4] == [waiting.place for waiting in state.waiting]


def test_a_place_without_a_robot_is_kept_and_passed_over() -> None:
    """Only a person: the next one whose robot is here is taken, and the place is there when the robot comes."""
    alone = (ONE_TABLE, joined("a", robot=False), joined("b"))
    state, later = line(*alone), line(*alone, Changed("a", True, True, 1))

    assert (["a", "b"], "b") == (order(state), state.next_team and state.next_team.team)
    assert "a" == (later.next_team and later.next_team.team)
    assert [] == codes(line(*alone, Served("b", "1", 1)))


def test_whoever_was_overtaken_is_named() -> None:
    """A record is a record: the run counts, and the finding says who was passed."""
    state = line(ONE_TABLE, joined("a"), joined("b"), Served("b", "1", 5))

    assert [("overtaken", "b", "a")] == [(f.code, f.team, f.other) for f in state.findings]
    assert {"1": "b"} == state.at_tables


def test_who_does_not_come_goes_to_the_end() -> None:
    """Called and not there: the last of their kind, and no longer called."""
    state = line(joined("a"), joined("b"), joined("p", official=False), Called("a", 1), Missed("a", 2))

    assert ["b", "a", "p"] == order(state)
    assert not any(waiting.is_called for waiting in state.waiting)


def test_a_change_to_official_takes_its_turn_from_then() -> None:
    """Joining for practice is no way to an early official run."""
    state = line(joined("p", official=False), joined("a"), Changed("p", True, True, 1), joined("b"))

    assert ["a", "p", "b"] == order(state)


def test_official_runs_are_counted() -> None:
    """Three runs begun: no fourth; practice is free; a run given back is not counted and waits at its old place."""
    rules = LineRules(runs_official=1, runs_required=1, turn_ms=1)
    served = (ONE_TABLE, joined("a"), joined("b"), Served("a", "1", 1))
    no_more = line(*served, joined("a"), rules=rules)
    given_back = line(*served, Returned("1", 2), rules=rules)

    assert ([("no_runs_left", "a")], ["b"]) == (codes(no_more), order(no_more))
    assert ["b", "a"] == order(line(*served, joined("a", official=False), rules=rules))
    assert (["a", "b"], 0) == (order(given_back), given_back.runs["a"])
    assert 1 == given_back.waiting[0].runs_left


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ((joined("a"), joined("a", official=False)), ("in_line_already", "a")),
        ((Left("a", 1),), ("not_in_line", "a")),
        ((Served("a", "1", 1),), ("not_in_line", "a")),
        ((joined("a"), joined("b"), Served("a", "1", 1), Served("b", "1", 1)), ("table_busy", "b")),
        ((TableFreed("1", 1),), ("table_idle", None)),
    ],
)
def test_a_record_that_cannot_be_is_named_and_stops_nothing(
    records: Sequence[LineRecord], code: tuple[str, str | None]
) -> None:
    """The rest of the line goes on."""
    state = line(*records, joined("z"))

    assert [code] == codes(state)
    assert "z" == order(state)[-1]


def test_closing_time_counts_those_in_line() -> None:
    """Who joined by then still runs; who comes later does not; who has fewer than K is called."""
    rules = LineRules(runs_official=3, runs_required=2, turn_ms=1, closes_at_ms=100)
    state = line(
        ONE_TABLE, joined("a", at_ms=1), Served("a", "1", 2), TableFreed("1", 3), joined("a", at_ms=100),
        joined("b", at_ms=101), now_ms=101, rules=rules,
    )  # fmt: skip

    assert (["a"], [("closed", "b")], False) == (order(state), codes(state), state.is_open)
    assert ("b", "c") == state.below(["a", "b", "c"], rules.runs_required)
    assert [] == codes(line(ONE_TABLE, joined("a", at_ms=100), Served("a", "1", 200), rules=rules))


def test_come_now_is_for_the_free_tables_and_a_little_more() -> None:
    """Two free tables and one ahead: the first three whose robots are here; nobody when no table is open."""
    waiting = (joined("a", robot=False), joined("b"), joined("c"), joined("d"), joined("e"))
    state = line(TablesOpened(("1", "2"), 0), *waiting)

    assert ["b", "c", "d"] == [w.team for w in state.waiting if w.comes_now]
    assert (None, False) == (line(*waiting).waiting[1].expected_wait_ms, line(*waiting).waiting[1].comes_now)


def test_the_expected_wait_follows_the_last_turns() -> None:
    """Two tables, one busy for 1 of 4 minutes: 0, 3, 4, 7 min; less after a turn of 2 minutes; more with one table."""
    records = (TablesOpened(("1", "2"), 0), *map(joined, "abcde"), Served("a", "1", 0))
    faster = (*records, TableFreed("1", 2 * MINUTE_MS))

    def waits(*all_records: LineRecord, now_ms: int) -> list[float]:
        return [(w.expected_wait_ms or 0) / MINUTE_MS for w in line(*all_records, now_ms=now_ms).waiting]

    assert [0, 3, 4, 7] == waits(*records, now_ms=MINUTE_MS)
    assert [0, 0, 2, 2] == waits(*faster, now_ms=2 * MINUTE_MS)
    assert [0, 2, 4, 6] == waits(*faster, TablesOpened(("2",), 1), now_ms=2 * MINUTE_MS)


TEAMS = st.sampled_from("abcd")
RECORDS = st.lists(
    st.one_of(
        st.builds(Joined, TEAMS, st.booleans(), st.booleans(), st.just(0)),
        st.builds(Changed, TEAMS, st.booleans(), st.booleans(), st.just(0)),
        st.builds(Left, TEAMS, st.just(0)),
        st.builds(Missed, TEAMS, st.just(0)),
        st.builds(Served, TEAMS, st.sampled_from("12"), st.just(0)),
        st.builds(TableFreed, st.sampled_from("12"), st.just(0)),
        st.builds(Returned, st.sampled_from("12"), st.just(0)),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(records=RECORDS)
def test_any_records_make_a_line(records: list[LineRecord]) -> None:
    """Nobody twice, official first, no team below no runs or above N, and as many places as joined and not served."""
    state = line(TablesOpened(("1", "2"), 0), *records)

    assert len(set(order(state))) == len(state.waiting)
    assert all(first.is_official or not second.is_official for first, second in pairwise(state.waiting))
    assert all(0 <= runs <= RULES.runs_official for runs in state.runs.values())
    assert all((w.expected_wait_ms or 0) >= 0 for w in state.waiting)


def morning(seed: int, *, teams: int, tables: int, runs: int, until_ms: int) -> tuple[LineState, int]:
    """A first morning: teams join as they like, a free table takes whom the line names. Returns the end, and when."""
    rng, rules = random.Random(seed), LineRules(runs, runs, 4 * MINUTE_MS, closes_at_ms=until_ms)
    records: list[LineRecord] = [TablesOpened(tuple(map(str, range(tables))), 0)]
    arrives = {f"t{n}": rng.randrange(0, 60 * MINUTE_MS) for n in range(teams)}
    free_at: dict[str, int] = {}
    now_ms = 0
    while True:
        state = fold_line(records, rules, now_ms)
        for table in [table for table, at_ms in free_at.items() if at_ms <= now_ms]:
            records.append(TableFreed(table, now_ms))
            arrives[state.at_tables[table]] = now_ms + rng.randrange(5, 40) * MINUTE_MS
            del free_at[table]
        for team in [team for team, at_ms in arrives.items() if at_ms <= now_ms]:
            official = state.runs.get(team, 0) < runs and rng.random() < 0.8
            records.append(Joined(team, official, rng.random() < 0.9, now_ms))
            del arrives[team]
        state = fold_line(records, rules, now_ms)
        late = [waiting for waiting in state.waiting if not waiting.is_robot_here and rng.random() < 0.3]
        records += [Changed(waiting.team, waiting.is_official, True, now_ms) for waiting in late]
        state = fold_line(records, rules, now_ms)
        first = [waiting.team for waiting in state.waiting if waiting.is_robot_here]
        for table, team in zip(state.idle_tables, first, strict=False):
            records.append(Served(team, table, now_ms))
            free_at[table] = now_ms + rng.randrange(2, 6) * MINUTE_MS
        if now_ms > until_ms and not free_at and not state.waiting:
            return fold_line(records, rules, now_ms), now_ms
        now_ms += 2 * MINUTE_MS


@pytest.mark.parametrize("seed", [1])
def test_nobody_is_overtaken_in_a_first_morning(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """170 teams, 20 tables, three hours: nobody overtaken against the rule, and all who joined in time have run."""
    end, ended_ms = morning(seed, teams=170, tables=20, runs=3, until_ms=180 * MINUTE_MS)
    longest = max(end.waits_ms) // MINUTE_MS
    with capsys.disabled():
        print(
            f"\nseed {seed}: {len(end.waits_ms)} runs, longest wait {longest} min, over at {ended_ms // MINUTE_MS} min"
        )

    assert [] == [finding for finding in end.findings if finding.code not in ("closed", "no_runs_left")]
    assert (0, {}) == (len(end.waiting), end.at_tables)
    assert all(count <= 3 for count in end.runs.values())
    assert 170 == len(end.runs)
