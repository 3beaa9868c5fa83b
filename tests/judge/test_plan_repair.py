"""A plan is repaired and not remade: what can stay stays, rest stays hard, and the difference is data."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from judge.tournament.plan import Match, Plan, PlanInputs, PlanTable, Window, slot_starts
from judge.tournament.plan_findings import plan_findings
from judge.tournament.plan_matches import make_matches
from judge.tournament.plan_placing import place
from judge.tournament.plan_repair import difference, repair, unfit
from judge.tournament.plan_stages import elimination_matches, made_matches
from tests.judge.plan_days import OPEN_MS, SLOT_MS, build_day, minutes, play, starts_of_children

REPEAT = "repeat with: python -m pytest tests/judge/test_plan_repair.py -m '' -k"
FOREVER_MS = 10**12


@cache
def hundred_teams() -> tuple[PlanInputs, Plan]:
    """100 teams, six matches each of three against three, four tables, lunch, some slots to spare."""
    teams = tuple(f"t{number}" for number in range(100))
    made = make_matches(teams, matches_each=6, a_side=3, abreast=4, gap=3, seed=1)
    inputs = PlanInputs(
        slot_ms=SLOT_MS,
        starts_ms=slot_starts([minutes(0, 480)], [minutes(180, 240)], SLOT_MS),
        tables=tuple(PlanTable(number, frozenset({"s"})) for number in range(1, 5)),
        matches=made_matches("s", "open", made),
        rest_slots=3,
        entered={"s": teams},
        matches_each={"s": 6},
    )
    return inputs, place(inputs).plan


def closed(inputs: PlanInputs, number: int, from_ms: int) -> PlanInputs:
    """The inputs when a table breaks."""
    tables = [
        replace(table, closed=(Window(from_ms, FOREVER_MS),)) if table.number == number else table
        for table in inputs.tables
    ]
    return replace(inputs, tables=tuple(tables))


@pytest.mark.parametrize("slot", [0, 9, 17])
def test_a_broken_table_moves_its_own_matches_and_no_other(slot: int) -> None:
    """100 teams on four tables: as few changes as there can be, rest kept, nothing that was played changes."""
    inputs, plan = hundred_teams()
    now_ms = inputs.starts_ms[slot]
    broken = closed(inputs, 3, now_ms)
    repaired = repair(plan, broken, now_ms=now_ms)
    changed = difference(plan, repaired.plan)

    assert ((), 2) == (repaired.unplaced, repaired.plan.version)
    assert {change.match.key for change in changed.changes} == set(unfit(plan, broken, now_ms=now_ms))
    assert {3} == {change.before.table for change in changed.changes if change.before is not None}
    assert [] == [finding for finding in plan_findings(repaired.plan, broken) if finding.code != "table-closed"]
    assert [one for one in plan.slots if one.start_ms < now_ms] == [
        one for one in repaired.plan.slots if one.start_ms < now_ms
    ]


def test_where_no_slot_is_spare_others_give_way() -> None:
    """36 slots on three tables for 100 matches: some others move too, and all have their place."""
    inputs, plan = hundred_teams()
    tight = closed(replace(inputs, starts_ms=inputs.starts_ms[:36]), 3, OPEN_MS)
    repaired = repair(plan, tight, now_ms=OPEN_MS)

    assert ([], ()) == (plan_findings(repaired.plan, tight), repaired.unplaced)
    assert 25 == len(unfit(plan, tight, now_ms=OPEN_MS)) < len(difference(plan, repaired.plan).changes) < 50


def test_a_late_team_moves_only_its_own_matches() -> None:
    """Whoever else is in them moves with it; the sheets of those teams and tables change, and no others."""
    inputs, plan = hundred_teams()
    late = replace(inputs, away={"t7": (Window(OPEN_MS, OPEN_MS + 6 * SLOT_MS),)})
    repaired = repair(plan, late, now_ms=OPEN_MS)
    changed = difference(plan, repaired.plan)

    assert [] == plan_findings(repaired.plan, late)
    assert unfit(plan, late, now_ms=OPEN_MS) == tuple(change.match.key for change in changed.changes)
    assert 1 <= len(changed.changes) <= 2
    assert set(changed.teams) == {one for change in changed.changes for one in change.match.entrants}
    assert set(changed.tables) == {
        planned.table for change in changed.changes for planned in (change.before, change.after) if planned
    }


def test_when_lunch_moves_only_the_slots_that_are_lost_change() -> None:
    """Lunch half an hour earlier: what was there goes where lunch was, or behind."""
    inputs, plan = hundred_teams()
    earlier = replace(inputs, starts_ms=slot_starts([minutes(0, 480)], [minutes(150, 210)], SLOT_MS))
    repaired = repair(plan, earlier, now_ms=OPEN_MS)
    changes = difference(plan, repaired.plan).changes

    assert [] == plan_findings(repaired.plan, earlier)
    assert {minutes(start, 0).from_ms for start in (150, 160, 170)} == {
        change.before.start_ms for change in changes if change.before
    }
    assert len(unfit(plan, earlier, now_ms=OPEN_MS)) == len(changes) == 12


def test_a_match_that_falls_away_or_is_added_is_a_change_too() -> None:
    """The others stay where they are."""
    inputs, plan = hundred_teams()
    final = Match("s", "finals", "F1", (("t1",), ("t2",)))
    other = replace(inputs, matches=(*inputs.matches[1:], final))
    repaired = repair(plan, other, now_ms=OPEN_MS)
    changes = difference(plan, repaired.plan).changes

    assert {("s", "open", "M1"): (True, False), ("s", "finals", "F1"): (False, True)} == {
        change.match.key: (change.before is not None, change.after is not None) for change in changes
    }
    assert () == difference(plan, plan).changes


def test_when_it_is_known_who_goes_on_their_matches_get_names_and_stay() -> None:
    """Names alone move nothing."""
    finals = elimination_matches("s", "finals", 2, seeded_from="open")
    inputs, _plan = hundred_teams()
    whole = replace(inputs, matches=(*inputs.matches, *finals))
    before = place(whole).plan
    named = replace(whole, matches=(*inputs.matches, replace(finals[0], sides=(("t1",), ("t2",)))))
    repaired = repair(before, named, now_ms=inputs.starts_ms[-1])

    assert ("t1", "t2") == repaired.plan.of()["s", "finals", "F1"].match.entrants
    assert () == difference(before, repaired.plan).changes


def test_a_begun_match_at_a_table_nobody_knows_is_refused() -> None:
    """A broken table is closed, not left out: what was played on it stands."""
    inputs, plan = hundred_teams()

    with pytest.raises(ValueError, match="not in the inputs"):
        repair(plan, replace(inputs, tables=inputs.tables[:3]), now_ms=FOREVER_MS)


@pytest.mark.parametrize(("seed", "spare"), [(12, 5), (16, 0)])
def test_whoever_moved_could_not_have_stayed(seed: int, spare: int) -> None:
    """Put back alone where it was, every match that changed is in the way of something."""
    inputs = build_day(seed)
    plan = place(inputs).plan
    now_ms, used = plan.slots[len(plan.slots) // 3].start_ms, inputs.starts_ms.index(plan.slots[-1].start_ms) + 1
    tight = closed(replace(inputs, starts_ms=inputs.starts_ms[: used + spare]), 1 + seed % 2, now_ms)
    repaired = repair(plan, tight, now_ms=now_ms).plan
    wrong = len(plan_findings(repaired, tight))

    for change in difference(plan, repaired).changes:
        if change.before is not None and change.after is not None:
            back = tuple(change.before if one == change.after else one for one in repaired.slots)
            assert wrong < len(plan_findings(replace(repaired, slots=back), tight)), change.match.key


def a_day_bends(seed: int) -> None:
    inputs = build_day(seed)
    plan = place(inputs).plan
    now_ms = plan.slots[len(plan.slots) // 3].start_ms
    team = inputs.entered["c0"][0]
    bent = replace(closed(inputs, 1 + seed % 2, now_ms), away={team: (Window(now_ms, now_ms + 3 * SLOT_MS),)})
    repaired = repair(plan, bent, now_ms=now_ms)
    past = [one for one in plan.slots if one.start_ms < now_ms]

    wrong = [one for one in plan_findings(repaired.plan, bent) if one.code != "no-place"]
    assert [] == wrong, f"{REPEAT} {seed}"
    assert past == [one for one in repaired.plan.slots if one.start_ms < now_ms], f"{REPEAT} {seed}"
    least = len(unfit(plan, bent, now_ms=now_ms))
    assert least <= len(difference(plan, repaired.plan).changes), f"{REPEAT} {seed}"
    if not repaired.unplaced:
        children = starts_of_children(repaired.plan, bent, play(repaired.plan, bent, seed))
        least_ms = min(later - earlier for times in children.values() for earlier, later in pairwise(times))
        assert inputs.rest_slots * SLOT_MS <= least_ms, f"{REPEAT} {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_a_day_that_bends_still_holds(seed: int) -> None:
    """A table breaks and a team is late at once, with groups, finals and children in several teams."""
    a_day_bends(seed)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(6, 500))
def test_many_days_that_bend_still_hold(seed: int) -> None:
    """The same for many days."""
    a_day_bends(seed)
