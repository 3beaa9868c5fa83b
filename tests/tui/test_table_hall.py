"""A table in a hall of many competitions: the line, heats and matches, and another challenge between two runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.facts import Corrected, RunOpened
from judge.hall_kinds import (
    ClosingSet,
    LineCalled,
    LineChanged,
    LineJoined,
    LineMissed,
    RoundPublished,
    TableClosed,
    TablesAssigned,
)
from judge.tournament.hall import next_rounds
from tests.tui.table_hall import FINAL, OPEN_RUNS, ManyHall, Opened
from tui.table.desk import Desk, Mode, NoCompetitionError, RefusedError


@pytest.fixture(name="hall")
def _hall(tmp_path: Path) -> Iterator[ManyHall]:
    hall = ManyHall(tmp_path / "hall.db")
    yield hall
    hall.journal.close()


def listed(desk: Desk) -> list[tuple[str, ...]]:
    """The teams that may come next, in their order."""
    return [candidate.teams for candidate in desk.line]


def refused(deed: object, *args: object, **options: object) -> str:
    """Why something is refused."""
    assert callable(deed)
    with pytest.raises(RefusedError) as refusal:
        deed(*args, **options)
    return refusal.value.refusal.code


def test_a_table_judges_what_the_desk_gave_it_or_what_it_is_told(hall: ManyHall) -> None:
    """A table that nobody gave anything may judge all; one told a name it does not know says which there are."""
    free = hall.sit_down(2)
    told = hall.sit_down(2, "sumo-es")
    with pytest.raises(NoCompetitionError) as error:
        hall.sit_down(1, "jousting-es")

    assert ("lf-es", ("lf-es",)) == (hall.desk.competition, hall.desk.competitions)
    assert ("lf-es", ("lf-es", "sumo-es")) == (free.competition, free.competitions)
    assert ("sumo-es", 2) == (told.competition, told.sides)
    assert ("lf-es", "sumo-es") == error.value.known


def test_a_run_is_written_down_with_its_competition(hall: ManyHall) -> None:
    """Two competitions may have a team's run of the same name; the ids differ. The ball target here stands with it."""
    hall.run_next()
    opened = hall.bodies(RunOpened)
    (name, run), *_others = hall.desk.hall.runs.values()

    assert [RunOpened("t1", 1, True, "open", None, 1, "lf-es", {"T": 100})] == opened
    assert ("lf-es", "lf-es-t1-open-1", 50) == (name, run.run, run.score.points)


def test_who_stands_in_line_comes_first_official_before_practice(hall: ManyHall) -> None:
    """Joined by number, by card or by id; who is not in line may come too, after those who are."""
    hall.desk.join("3", is_official=False)
    hall.desk.join("+t2", is_official=True)
    official = listed(hall.desk)
    hall.desk.is_official = False
    practice = listed(hall.desk)

    assert [("t2",), ("t1",)] == official
    assert [("t3",), ("t1",)] == practice
    assert [LineJoined("lf-es", "t3", False, True), LineJoined("lf-es", "t2", True, True)] == hall.bodies(LineJoined)


def test_a_place_that_only_a_person_keeps_is_passed_over_until_the_robot_is_there(hall: ManyHall) -> None:
    """The card, read again, says that the robot came."""
    hall.desk.join("1", is_official=True)
    hall.desk.turn_robot("t1")
    hall.desk.join("2", is_official=True)
    before = listed(hall.desk)
    hall.desk.join("1", is_official=True)

    assert [("t2",), ("t1",), ("t3",)] == before
    assert [("t1",), ("t2",), ("t3",)] == listed(hall.desk)
    assert LineChanged("lf-es", "t1", True, True) == hall.bodies(LineChanged)[-1]


def test_a_team_is_told_to_come_and_goes_to_the_end_when_it_does_not(hall: ManyHall) -> None:
    """Both are on the record; one undo takes the last one back."""
    for number in ("1", "2"):
        hall.desk.join(number, is_official=True)
    too_early = refused(hall.desk.miss, "t1")
    hall.desk.call_in("t1")
    hall.desk.miss("t1")
    missed = listed(hall.desk)[:2]
    hall.desk.undo()

    assert "not-called" == too_early
    assert ([LineCalled("lf-es", "t1")], [LineMissed("lf-es", "t1")]) == (
        hall.bodies(LineCalled), hall.bodies(LineMissed),
    )  # fmt: skip
    assert ([("t2",), ("t1",)], [("t1",), ("t2",)]) == (missed, listed(hall.desk)[:2])
    assert 1 == len(hall.bodies(Corrected))


def test_undo_takes_the_line_back_only_while_nothing_else_was_done(hall: ManyHall) -> None:
    """A run that was signed since is what undo takes back."""
    hall.desk.join("1", is_official=True)
    hall.run_next()
    undone = hall.desk.undo()

    assert "run_signed" == undone[0].kind
    assert Mode.OVER is hall.desk.mode()


def test_what_may_not_join_is_refused_and_writes_nothing(hall: ManyHall) -> None:
    """An unknown number, a team of another challenge, a place that it has, runs that it has had."""
    hall.run_next()
    hall.desk.join("1", is_official=True)
    hall.run_next()
    before = len(hall.journal.facts())
    hall.desk.join("2", is_official=True)

    assert "no-such-team" == refused(hall.desk.join, "77", is_official=True)
    assert "not-in-it" == refused(hall.desk.join, "5", is_official=True)
    assert "in-line-already" == refused(hall.desk.join, "2", is_official=True)
    assert "no-runs-left" == refused(hall.desk.join, "1", is_official=True)
    assert "not-in-line" == refused(hall.desk.leave, "t3")
    assert before + 1 == len(hall.journal.facts())


def test_at_closing_time_those_in_line_still_run_and_nobody_else(hall: ManyHall) -> None:
    """And those with fewer runs than they should have are listed; who waits for one is not."""
    hall.desk.join("2", is_official=True)
    below = hall.desk.below
    hall.journal.append(ClosingSet("lf-es", "2026-11-21T00:00:30Z"), by="staff")
    hall.clock.pass_ms(60_000)
    late = refused(hall.desk.join, "3", is_official=True)

    assert ("t1", "t3") == below
    assert ("line-closed", [("t2",)]) == (late, listed(hall.desk))


def test_a_table_that_the_desk_closed_calls_nobody(hall: ManyHall) -> None:
    """It says so; whoever is called all the same is refused."""
    first = hall.desk.line[0]
    hall.journal.append(TableClosed(1, "lamp"), by="staff")

    assert ([], "table_closed") == (listed(hall.desk), hall.desk.todo().code)
    assert "table-closed" == refused(hall.desk.open, first)


def test_another_challenge_is_judged_between_two_runs_and_never_in_one(hall: ManyHall) -> None:
    """Rules, division and gates are the other's at once; undo brings the run back with its own."""
    hall.journal.append(TablesAssigned("sumo-es", (1,)), by="staff")
    hall.start_next()
    in_a_run = refused(hall.desk.choose, "sumo-es")
    hall.desk.stop()
    while hall.desk.mode() is Mode.OVER:
        hall.desk.agree()
    hall.desk.choose("sumo-es")
    of_other = hall.desk.definition.id, tuple(hall.desk.station.gates)
    hall.desk.undo()

    assert "run-here" == in_a_run
    assert ("sumobot", tuple(hall.desk.hall.competitions["sumo-es"].definition.gates)) == of_other  # type: ignore[union-attr]
    assert ("lf-es", "line_following") == (hall.desk.competition, hall.desk.definition.id)


def test_matches_of_a_round_come_to_the_table_once_it_is_published(hall: ManyHall) -> None:
    """Both teams at once, each on its side; until then the table says that it waits."""
    desk = hall.desk = hall.sit_down(2, "sumo-es")
    waits = desk.todo().code, listed(desk)
    for body in next_rounds(desk.tournament, "groups"):
        hall.journal.append(body, by="staff")
    first = desk.line[0]
    desk.open(first)
    state = desk.state()

    assert ("wait", []) == waits
    assert 3 == len(hall.bodies(RoundPublished))
    assert state is not None
    assert (first.teams, 2) == (state.teams, len(first.teams))


def test_open_runs_lead_to_the_heats_of_the_final_and_to_a_champion(tmp_path: Path) -> None:
    """The table offers the heats by itself, in the order of the bracket, until all is over."""
    hall = ManyHall(tmp_path / "final.db", competitions=(Opened("lf-es", stages=({**OPEN_RUNS, "runs": 1}, FINAL)),))
    for calls in (("leave",), ("leave", "stop"), ("leave", "stop", "ball")):
        hall.run_next(calls)
    heats = [(candidate.stage, candidate.heat, candidate.teams) for candidate in hall.desk.line]
    hall.run_next(("leave", "stop"))
    hall.run_next(("leave",))
    state, code = hall.desk.tournament, hall.desk.todo().code
    hall.journal.close()

    assert [("final", "F1", ("t3",)), ("final", "F1", ("t2",))] == heats
    assert ("done", "t3", "done") == (state.stage, state.champion, code)


def test_a_run_that_was_open_when_the_program_died_is_void_whatever_was_judged_last(hall: ManyHall) -> None:
    """One that was over waits for its signatures, with its own rules."""
    hall.journal.append(TablesAssigned("sumo-es", (1,)), by="staff")
    hall.start_next()
    hall.call("leave")
    hall.desk.stop()
    desk = hall.again()

    assert (Mode.OVER, "lf-es", "lf-es-t1-open-1") == (desk.mode(), desk.competition, desk.run)
