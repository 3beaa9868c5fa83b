"""A plan of a tournament as it stands: before anything is known, with names, and on a day that bends."""

import random
from dataclasses import replace
from datetime import UTC, datetime

from judge.hall_kinds import ClosingSet, PlanMade, TableClosed, TablesAssigned
from judge.tournament.plan import Place, PlanInputs, slot_starts
from judge.tournament.plan_findings import plan_findings
from judge.tournament.plan_hall import open_runs_end, plan_inputs
from judge.tournament.plan_placing import place
from judge.tournament.plan_repair import difference, repair
from judge.tournament.plan_tree import as_tree, plan_from_tree
from judge.tournament.rounds import next_rounds
from tests.judge.hall_book import HallBook
from tests.judge.plan_days import OPEN_MS, SLOT_MS, minutes

GROUPS = {"id": "groups", "type": "groups", "groups": 2, "advance": 2}
FINALS = {"id": "finals", "type": "single_elimination", "size": 4, "third_place": "match"}
DOUBLE = {"id": "double", "type": "double_elimination"}


def inputs_of(book: HallBook, now_ms: int = 0) -> PlanInputs:
    starts = slot_starts([minutes(0, 600)], [], SLOT_MS)
    return plan_inputs(book.hall(), starts_ms=starts, slot_ms=SLOT_MS, rest_slots=2, now_ms=now_ms)


def ids(inputs: PlanInputs) -> list[str]:
    return [f"{match.stage} {match.id}" for match in inputs.matches]


def test_everything_that_can_be_known_is_planned_before_the_day() -> None:
    """Groups by names, the bracket by places; open runs have no plan; a Swiss round is planned when it is published."""
    book = HallBook(tables=2)
    book.open("a", [GROUPS, FINALS], 6)
    book.open("b", [{"id": "open", "type": "open_runs"}, {"id": "league", "type": "groups", "groups": 2}, DOUBLE], 4)
    book.open("c", [{"id": "swiss", "type": "swiss", "rounds": 2}], 4)
    inputs = inputs_of(book)
    placed = place(inputs)

    assert ([], ()) == (plan_findings(placed.plan, inputs), placed.unplaced)
    groups = [f"groups {group}{number}-1" for group in "AB" for number in (1, 2, 3)]
    assert [*groups, "finals S1", "finals S2", "finals T1", "finals F1"] == ids(inputs)[:10]
    assert ["league A1-1", "league B1-1", "double W1-1"] == ids(inputs)[10:13]
    assert not any(name.startswith(("open", "swiss")) for name in ids(inputs))

    for body in next_rounds(book.state("c"), "swiss"):
        book.add(body)
    assert {"swiss r1-1", "swiss r1-2"} == set(ids(inputs_of(book))) - set(ids(inputs))


def test_a_league_of_rings_of_three_is_planned_in_threes() -> None:
    """By places too: as it will be published."""
    book, rounds = HallBook(tables=2), {"id": "league", "type": "round_robin"}
    three = {"sides": 3}
    book.open("a", [{"id": "swiss", "type": "swiss", "rounds": 1}, rounds], 6, challenge="sumobot", overlay=three)
    book.open("b", [rounds], 6, challenge="sumobot", overlay=three)
    league = [match for match in inputs_of(book).matches if match.stage == "league"]
    by_places = [match for match in league if match.competition == "a"]

    assert {3} == {len(match.sides) for match in league}
    assert [match.id for match in by_places] == [match.id for match in league if match.competition == "b"]
    assert {Place("swiss", place) for place in range(1, 7)} == {one for match in by_places for one in match.entrants}


def test_what_takes_places_of_open_runs_begins_when_their_line_has_closed() -> None:
    """At the time it was moved to last; where nobody has said when, that is told."""
    book = HallBook(tables=2)
    book.open("a", [{"id": "open", "type": "open_runs"}, {**FINALS, "size": 2}], 4)
    book.open("b", [{"id": "open", "type": "open_runs"}], 4)
    assert {"a": None} == open_runs_end(book.hall(), 0)

    for hour in (3, 5):
        book.add(ClosingSet("a", f"2026-11-21T0{hour}:00:00Z"))
    midnight_ms = round(datetime(2026, 11, 20, 15, tzinfo=UTC).timestamp() * 1000)
    ends = open_runs_end(book.hall(), midnight_ms)
    assert {"a": 14 * 3_600_000} == ends
    inputs = plan_inputs(book.hall(), starts_ms=(), slot_ms=SLOT_MS, open_runs_end_ms={"a": 14 * 3_600_000})
    assert [("F1", 14 * 3_600_000)] == [(match.id, match.not_before_ms) for match in inputs.matches]


def test_names_come_into_the_bracket_and_nothing_moves() -> None:
    """The plan that was made by places holds when it is known who goes on."""
    book = HallBook(tables=2)
    book.open("a", [{"id": "league", "type": "round_robin"}, {**FINALS, "size": 2}], 3)
    book.add(TablesAssigned("a", (1,)))
    before = place(inputs_of(book)).plan
    book.add(PlanMade(1, "all", as_tree(before)))
    while book.state("a").stage == "league":
        book.step("a", random.Random(1), lambda team: 100 * int(team[-1]))
    hall = book.hall()
    inputs = inputs_of(book)
    assert hall.plan is not None
    made = plan_from_tree(hall.plan.parts["all"].plan)
    repaired = repair(made, inputs, now_ms=OPEN_MS + 100 * SLOT_MS)

    assert (before, ()) == (made, difference(made, repaired.plan).changes)
    assert (("a-3",), ("a-2",)) == repaired.plan.of()["a", "finals", "F1"].match.sides


def test_a_table_that_is_closed_is_closed_from_now_on() -> None:
    """What is to come there goes elsewhere; what was played there stays."""
    book = HallBook(tables=2)
    book.open("a", [{"id": "league", "type": "round_robin"}], 6)
    plan = place(inputs_of(book)).plan
    book.add(TableClosed(2, "broken"))
    now_ms = OPEN_MS + 2 * SLOT_MS
    inputs = inputs_of(book, now_ms)
    repaired = repair(plan, inputs, now_ms=now_ms).plan

    assert [] == plan_findings(repaired, inputs)
    assert {1} == {planned.table for planned in repaired.slots if planned.start_ms >= now_ms}
    assert 2 in {planned.table for planned in repaired.slots if planned.start_ms < now_ms}
    assert replace(repaired, version=1).slots[:2] == plan.slots[:2]
