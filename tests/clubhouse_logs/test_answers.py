"""A council's questions: figures that add up, and small rows that no sum gives back."""

import random
from datetime import date

import pytest

from clubhouse_logs.answers import Answer, Asked, Question, answer
from clubhouse_logs.hidden_cells import HIDDEN_BELOW, Cell, hidden_cells
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.record import fold_record
from clubhouse_logs.signatures import sign, signatures
from judge.facts import ClosurePlanned, Noted, PersonDescribed, ValueStated
from tests.clubhouse_logs.conftest import Door

FRIDAYS = ("2022-04-01", "2022-04-08", "2022-04-15", "2022-04-22")


def ask(question: Question, door: Door, calendar: TownCalendar, as_of: date = date(2023, 4, 1)) -> Answer:
    record = fold_record(door.facts, calendar)
    return answer(question, Asked(record, fiscal_year(2022, 4), as_of, stages=("ES", "MS", "HS")))


def figures(given: Answer) -> dict[str, object]:
    return {line.name: line.value for line in given.lines}


def test_what_1_to_9_children_did_is_hidden_and_no_sum_gives_it_back(
    door: Door, weekend_calendar: TownCalendar
) -> None:
    """3 of middle school among 20: the next row goes with them; a zero stays."""
    for number in range(1, 21):
        door.write(PersonDescribed(door.child(number), "2022-04-01", "MS" if number <= 3 else "ES", None))
        door.visit(f"{FRIDAYS[0]}T05:00:00Z", number)
    groups = {one.key: (one.nobe, one.is_hidden) for one in ask(Question.STAGE, door, weekend_calendar).groups}
    assert {"ES": (None, True), "MS": (None, True), "HS": (0, False)} == groups


def test_hidden_rows_leave_every_one_of_them_open() -> None:
    """What a total and the shown rows give back of hidden ones lets each be 1 and each be 10; or no row is shown."""
    chance = random.Random(5)
    for _example in range(400):
        cells = [Cell(nobe, chance.randint(min(nobe, 1), nobe)) for nobe in
                 (chance.choice((0, 1, 2, 9, 10, 14, 60)) for _row in range(chance.randint(1, 6)))]  # fmt: skip
        hidden = hidden_cells(cells)
        assert all(place in hidden for place, cell in enumerate(cells) if 1 <= cell.nobe < HIDDEN_BELOW)
        for sums in ([cells[one].nobe for one in hidden], [cells[one].jitsu or 0 for one in hidden]):
            assert not hidden or len(hidden) == len(cells) or (len(sums) > 1 and sum(sums) - (len(sums) - 1) >= 10)


def test_days_of_the_week_add_up_to_the_visits(door: Door, weekend_calendar: TownCalendar) -> None:
    for day, heads in (("2022-04-01", 12), ("2022-04-02", 20), ("2022-04-03", 30)):
        for number in range(heads):
            door.visit(f"{day}T05:00:00Z", number + 1)
    given = ask(Question.WEEKDAYS, door, weekend_calendar)
    assert [12, 20, 30] == [one.nobe for one in given.groups]
    assert 62 == figures(given)["nobe"]


def test_the_change_is_split_without_a_rest(door: Door, weekend_calendar: TownCalendar) -> None:
    """4 Fridays of 3 visits, then 2 of 5: -2 is -6 by days and +4 by pace; the closure is named with its days."""
    for day in ("2021-04-02", "2021-04-09", "2021-04-16", "2021-04-23"):
        for number in (1, 2, 3):
            door.visit(f"{day}T05:00:00Z", number)
    for day in FRIDAYS[:2]:
        for number in (1, 2, 3, 4, 5):
            door.visit(f"{day}T05:00:00Z", number)
    door.write(ClosurePlanned("2022-04-11", "2022-04-24", "clubhouse", "infection"))
    given = ask(Question.WHY, door, weekend_calendar)
    found = figures(given)
    assert (-2, -6, 4) == (found["change"], found["change-by-days"], found["change-by-pace"])
    assert [("closure", 6)] == [(one.kind, one.days) for one in given.reasons]


def test_what_nobody_entered_has_no_figure(door: Door, weekend_calendar: TownCalendar) -> None:
    """Without a cost there is no cost a head; with it, it is 10,000,000 / 1."""
    door.visit("2022-04-01T05:00:00Z", 1)
    before = ask(Question.COST, door, weekend_calendar)
    door.write(ValueStated("running_cost_yen", "2022-04-01", "2023-03-31", 10_000_000, 0, "accounts"))
    assert ([None], ["no-cost"]) == ([line.value for line in before.lines], [one.code for one in before.caveats])
    assert 10_000_000 == figures(ask(Question.COST, door, weekend_calendar))["cost-per-visit"]


def test_the_year_before_ends_on_the_same_day(door: Door, weekend_calendar: TownCalendar) -> None:
    for day in ("2021-04-02", "2021-12-03", "2022-04-01"):
        door.visit(f"{day}T05:00:00Z", 1)
    given = ask(Question.BEFORE, door, weekend_calendar, as_of=date(2022, 4, 30))
    assert (1, 1) == (figures(given)["nobe"], figures(given)["nobe-before"])
    assert "not-over" in [one.code for one in given.caveats]


@pytest.mark.parametrize("question", Question)
def test_every_question_has_an_answer_in_an_empty_house(
    question: Question, door: Door, weekend_calendar: TownCalendar
) -> None:
    assert question is ask(question, door, weekend_calendar).question


def test_a_signature_is_of_one_wording_and_can_be_taken_back(door: Door, weekend_calendar: TownCalendar) -> None:
    door.write(Noted("definition_signed", {"definition": "kpi-2", "version": 99, "role": "manager"}))
    fact = door.write(sign("kpi-1-D", "manager"), wall="2022-10-01T16:00:00Z")
    found = signatures(door.facts, weekend_calendar)
    assert {"kpi-1-D": date(2022, 10, 2)} == {key: one.day for key, one in found.items()}
    door.withdraw(fact)
    assert not signatures(door.facts, weekend_calendar)
