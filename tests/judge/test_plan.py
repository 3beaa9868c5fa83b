"""A plan: nobody in two places, rest, tables and windows, what decides comes first, and how it is written."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from judge.fact_shapes import is_tree
from judge.tournament.plan import Match, Outcome, Place, Plan, PlanInputs, Planned, PlanTable, Window, slot_starts
from judge.tournament.plan_findings import plan_findings
from judge.tournament.plan_placing import place
from judge.tournament.plan_references import clashes, reference_findings
from judge.tournament.plan_stages import (
    double_elimination_matches,
    elimination_matches,
    made_matches,
    round_robin_matches,
)
from judge.tournament.plan_tree import as_tree, plan_from_tree
from tests.judge.plan_days import OPEN_MS, SLOT_MS, build_day, minutes, play, starts_of_children

REPEAT = "repeat with: python -m pytest tests/judge/test_plan.py -m '' -k"


def duel(match: str, *teams: str, competition: str = "sumobot", not_before_ms: int = 0) -> Match:
    return Match(competition, "groups", match, tuple((team,) for team in teams), not_before_ms)


def build_inputs(*matches: Match, slots: int = 12, tables: int = 2, **changes: Any) -> PlanInputs:
    teams = sorted({one for match in matches for one in match.entrants if isinstance(one, str)})
    inputs = PlanInputs(
        slot_ms=SLOT_MS,
        starts_ms=slot_starts([minutes(0, 10 * slots)], [], SLOT_MS),
        tables=tuple(PlanTable(number, frozenset({"sumobot"})) for number in range(1, tables + 1)),
        matches=matches,
        entered={"sumobot": tuple(teams)},
    )
    return replace(inputs, **changes)


def codes(plan: Plan, inputs: PlanInputs) -> list[str]:
    return [finding.code for finding in plan_findings(plan, inputs)]


def moved(plan: Plan, match: str, *, slot: int | None = None, table: int | None = None) -> Plan:
    """The plan with one match elsewhere."""
    slots = [
        replace(
            planned,
            start_ms=planned.start_ms if slot is None else OPEN_MS + slot * SLOT_MS,
            table=planned.table if table is None else table,
        )
        if planned.match.id == match
        else planned
        for planned in plan.slots
    ]
    return replace(plan, slots=tuple(slots))


def whole_day_holds(seed: int) -> None:
    inputs = build_day(seed)
    placed = place(inputs)
    assert ([], ()) == (plan_findings(placed.plan, inputs), placed.unplaced), f"{REPEAT} {seed}"
    for result in range(3):
        children = starts_of_children(placed.plan, inputs, play(placed.plan, inputs, result))
        least = min(later - earlier for times in children.values() for earlier, later in pairwise(times))
        assert inputs.rest_slots * SLOT_MS <= least, f"{REPEAT} {seed}"


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_results_every_child_is_in_one_place_and_rests(seed: int) -> None:
    """Groups and finals of several competitions, children in more than one team: no finding, and none on the day."""
    whole_day_holds(seed)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(12, 1000))
def test_many_days_hold_whatever_the_results(seed: int) -> None:
    """The same for many days."""
    whole_day_holds(seed)


def test_equal_inputs_give_equal_plans() -> None:
    """There is no clock and no chance in it."""
    assert place(build_day(1)) == place(build_day(1))


def test_a_day_is_cut_into_slots_around_its_breaks() -> None:
    """No slot begins in a break or would end after it began, or after the day."""
    starts = slot_starts([minutes(0, 65), minutes(1440, 1465)], [minutes(25, 40)], SLOT_MS)

    assert [0, 10, 40, 50, 1440, 1450] == [(start_ms - OPEN_MS) // 60_000 for start_ms in starts]
    with pytest.raises(ValueError, match="0 ms"):
        slot_starts([minutes(0, 60)], [], 0)


def test_a_longer_break_rests_as_well() -> None:
    """Rest is time: the first slot after lunch is far enough from the last before it."""
    starts = slot_starts([minutes(0, 80)], [minutes(10, 50)], SLOT_MS)
    placed = place(build_inputs(duel("1", "a", "b"), duel("2", "a", "c"), rest_slots=3, starts_ms=starts))

    assert [0, 50] == [(planned.start_ms - OPEN_MS) // 60_000 for planned in placed.plan.slots]


def test_a_child_of_two_teams_is_in_one_place_at_a_time() -> None:
    """Two teams, two competitions, one child."""
    matches = (duel("1", "a", "b"), duel("1", "c", "d", competition="amazeing"))
    tables = (PlanTable(1, frozenset({"sumobot"})), PlanTable(2, frozenset({"amazeing"})))
    rosters = {"a": ("p-one",), "c": ("p-one", "p-two")}

    together = place(replace(build_inputs(*matches), tables=tables)).plan
    apart = place(replace(build_inputs(*matches), tables=tables, rosters=rosters)).plan

    assert 1 == len({planned.start_ms for planned in together.slots})
    assert 2 == len({planned.start_ms for planned in apart.slots})


def test_semifinals_of_one_bracket_run_side_by_side() -> None:
    """No result puts a team into both; and after an outcome the winner rests."""
    matches = elimination_matches("sumobot", "finals", 4, seeded_from="open", has_third_place=True)
    inputs = build_inputs(*matches, entered={"sumobot": ("a", "b", "c", "d")}, rest_slots=2)
    plan = place(inputs).plan

    assert [("S1", 0), ("S2", 0), ("T1", 2), ("F1", 2)] == [
        (planned.match.id, (planned.start_ms - OPEN_MS) // SLOT_MS) for planned in plan.slots
    ]


def test_the_finals_of_two_competitions_keep_apart_if_a_child_may_be_in_both() -> None:
    """Unless the director would rather look again when the results are in."""
    both = [
        match
        for name in ("sumobot", "amazeing")
        for match in elimination_matches(name, "finals", 2, seeded_from="open")
    ]
    inputs = build_inputs(
        *both, entered={"sumobot": ("a", "b"), "amazeing": ("c", "d")}, rosters={"a": ("p",), "d": ("p",)}
    )
    inputs = replace(inputs, tables=tuple(PlanTable(number, frozenset({"sumobot", "amazeing"})) for number in (1, 2)))

    starts = [
        len({planned.start_ms for planned in place(replace(inputs, is_cautious=is_cautious)).plan.slots})
        for is_cautious in (True, False)
    ]
    assert [2, 1] == starts


def test_two_brackets_of_one_competition_share_nobody_only_if_they_take_from_one_stage() -> None:
    """Places of two stages may be one team's; places of one stage are not."""
    entered = {"sumobot": ("a", "b", "c", "d")}
    brackets = [
        Match("sumobot", f"finals{number}", "F1", tuple((Place(stage, place),) for place in places))
        for number, (stage, places) in enumerate([("open", (1, 2)), ("open", (3, 4)), ("groups", (3, 4))])
    ]

    starts = [
        len({planned.start_ms for planned in place(build_inputs(*two, entered=entered)).plan.slots})
        for two in (brackets[:2], brackets[1:])
    ]
    assert [1, 2] == starts


def test_no_room_is_said_and_nothing_is_squeezed_in() -> None:
    """Three matches of one team and two slots: one match has no place."""
    inputs = build_inputs(duel("1", "a", "b"), duel("2", "a", "c"), duel("3", "a", "d"), slots=2)
    placed = place(inputs)

    assert (("sumobot", "groups", "3"),) == placed.unplaced
    assert ["no-place"] == codes(placed.plan, inputs)


THREE = (duel("1", "a", "b"), duel("2", "c", "d"), duel("3", "a", "c", not_before_ms=OPEN_MS + SLOT_MS))
WRONG = [
    pytest.param(
        {"slot": 0, "match": "3"}, {}, ["too-early", "two-at-a-table", "two-at-once", "two-at-once"], id="two-at-once"
    ),
    pytest.param({"slot": 2, "match": "3"}, {"rest_slots": 3}, ["rest-short", "rest-short"], id="rest-short"),
    pytest.param({"slot": 40, "match": "1"}, {}, ["no-such-slot"], id="no-such-slot"),
    pytest.param({"table": 9, "match": "1"}, {}, ["wrong-table"], id="wrong-table"),
    pytest.param({"slot": 0, "table": 1, "match": "2"}, {}, ["two-at-a-table"], id="two-at-a-table"),
    pytest.param({"match": "1"}, {"away": {"b": (minutes(5, 8),)}}, ["team-away"], id="team-away"),
    pytest.param(
        {"match": "1"},
        {"tables": (PlanTable(1, frozenset({"sumobot"}), (minutes(5, 8),)), PlanTable(2, frozenset({"sumobot"})))},
        ["table-closed"],
        id="table-closed",
    ),
    pytest.param({"match": "1"}, {"matches": THREE[:2]}, ["not-wanted"], id="not-wanted"),
    pytest.param({"match": "1"}, {"matches": (*THREE[:2], duel("3", "a", "d"))}, ["other-teams"], id="other-teams"),
    pytest.param({"match": "1"}, {"matches_each": {"sumobot": 2}}, ["unequal-matches"] * 2, id="unequal-matches"),
    pytest.param({"match": "1"}, {}, [], id="nothing"),
]


@pytest.mark.parametrize(("elsewhere", "changes", "found"), WRONG)
def test_everything_wrong_with_a_plan_is_found(
    elsewhere: dict[str, Any], changes: dict[str, Any], found: list[str]
) -> None:
    """Apart from how it was made: one thing is put wrong, and that is found."""
    inputs = build_inputs(*THREE)
    plan = place(inputs).plan
    match = elsewhere.pop("match")

    assert found == codes(moved(plan, match, **elsewhere), replace(inputs, **changes))


def test_a_match_before_what_decides_it_is_found() -> None:
    """And one that is there twice."""
    matches = elimination_matches("sumobot", "finals", 4, seeded_from="open")
    inputs = build_inputs(*matches, entered={"sumobot": ("a", "b", "c", "d")}, slots=20, tables=3)
    plan = moved(place(inputs).plan, "S1", slot=9)

    assert ["before-its-source"] == codes(plan, inputs)
    assert ["placed-twice"] == codes(replace(plan, slots=(plan.slots[0], *plan.slots[:1])), inputs)[2:3]


UNFILLED = [
    pytest.param([("1", Outcome("9", "winner"), "a")], "no-such-match", id="no-such-match"),
    pytest.param([("1", "a", "b"), ("2", Outcome("1", "loser"), Outcome("1", "loser"))], "taken-twice", id="twice"),
    pytest.param(
        [("1", Outcome("2", "winner"), "a"), ("2", Outcome("1", "winner"), "b")], "waits-for-itself", id="loop"
    ),
    pytest.param([("1", Place("open", 1), Place("open", 9)), ("2", "a", "b")], "no-such-place", id="no-such-place"),
    pytest.param([("1", Place("groups", 1), "a"), ("2", "a", "b")], "waits-for-itself", id="its-own-stage"),
    pytest.param([("1", "a", "b"), ("1", "a", "b")], "match-twice", id="match-twice"),
    pytest.param([("1", "a", "b", "c"), ("2", "d", Outcome("1", "loser"))], "several-losers", id="several-losers"),
]


@pytest.mark.parametrize(("rows", "code"), UNFILLED)
def test_a_reference_that_the_day_cannot_fill_is_found_before_it(rows: list[tuple[Any, ...]], code: str) -> None:
    """And nothing is planned with it."""
    inputs = build_inputs(*(Match("sumobot", "groups", row[0], tuple((one,) for one in row[1:])) for row in rows))

    assert [code] == [finding.code for finding in reference_findings(inputs)]
    assert [code] == codes(Plan(1, SLOT_MS, ()), inputs)
    with pytest.raises(ValueError, match="cannot be filled"):
        clashes(inputs)


@pytest.mark.parametrize("entrants", [2, 3, 6, 8, 13])
def test_every_heat_of_a_bracket_can_be_filled(entrants: int) -> None:
    """Single and double elimination, with the ids they play under; byes are no matches."""
    teams = {"sumobot": tuple(f"t{number}" for number in range(entrants))}
    single = elimination_matches("sumobot", "finals", entrants, seeded_from="open", has_third_place=True)
    double = double_elimination_matches("sumobot", "finals", entrants, seeded_from="open")

    assert entrants - 1 + (entrants > 3) == len(single)
    assert 2 * entrants - 1 == len(double)
    for matches in (single, double):
        assert [] == reference_findings(build_inputs(*matches, entered=teams))


def test_a_plan_is_a_small_tree_of_numbers_and_words_and_back() -> None:
    """170 teams with eight matches each stay below 64 kB."""
    rounds = round_robin_matches("sumobot", "groups", [f"team-{number}" for number in range(170)])[: 85 * 8]
    finals = elimination_matches("sumobot", "finals", 8, seeded_from="groups")
    plan = Plan(
        3,
        SLOT_MS,
        tuple(Planned(match, n % 20, OPEN_MS + n // 20 * SLOT_MS) for n, match in enumerate([*rounds, *finals])),
    )
    tree = json.loads(json.dumps(as_tree(plan)))

    assert is_tree(tree)
    assert plan == plan_from_tree(tree)
    assert 64 * 1024 > len(json.dumps(tree, separators=(",", ":")))


@pytest.mark.parametrize(
    "damage", [{"tree": 2}, {"slots": [[1, 2]]}, {"slots": [["1", 9, 1, 0, 0, []]]}, {"slots": 7}, {"teams": []}]
)
def test_what_is_no_plan_is_refused(damage: dict[str, Any]) -> None:
    """A newer program's, too."""
    tree = as_tree(place(build_inputs(*THREE)).plan)

    with pytest.raises(ValueError, match="plan"):
        plan_from_tree({**tree, **damage})


def test_made_matches_are_named_in_their_order() -> None:
    """M1 is the first to start."""
    made = made_matches("sumobot", "open", [(("a", "b"), ("c",))])

    assert (Match("sumobot", "open", "M1", (("a", "b"), ("c",))),) == made
    assert Window(0, 10).meets(9, 1)
    assert not Window(0, 10).meets(10, 1)
