"""A whole tournament in one journal: competitions, stage after stage, lines and tables, who comes and who leaves."""

from typing import Any

import pytest

from judge.facts import RunVoided
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionLeft,
    HeatForfeited,
    LineJoined,
    PaperPrinted,
    PlacesRevealed,
    PlanMade,
    StandingsFrozen,
    TableClosed,
    TablesAssigned,
    TeamArrived,
)
from judge.tournament.fold import fold
from judge.tournament.hall import (
    Todo,
    fold_hall,
    may_enter,
    may_join,
    may_leave,
    may_open,
    next_rounds,
    shown,
    todo,
    turns,
)
from judge.tournament.line_inputs import instant_ms
from judge.tournament.state import next_official
from tests.judge.hall_book import DEFINITIONS, MORNING, HallBook
from tests.judge.test_tournament_fold import TournamentBook, by_name

OPEN = {"id": "open", "type": "open_runs", "runs": 2, "counted": 1}
FINAL = {"id": "final", "type": "single_elimination", "size": 4}
START_MS = instant_ms(MORNING.isoformat())


def by_number(team: str) -> int:
    """The later a team entered, the better it is."""
    return 400 + int(team.rpartition("-")[2])


STAGES: list[tuple[str, list[dict[str, Any]], int]] = [
    ("line_following", [OPEN, {**FINAL, "third_place": "match"}], 6),
    ("line_following", [{"id": "open", "type": "open_runs", "runs": 1}, {"id": "de", "type": "double_elimination"}], 5),
    ("sumobot", [{"id": "groups", "type": "groups", "groups": 2, "advance": 2}, FINAL], 7),
    ("line_following", [{"id": "swiss", "type": "swiss", "rounds": 2}, {**FINAL, "size": 2}], 5),
    ("sumobot", [{"id": "all", "type": "round_robin"}], 4),
]


@pytest.mark.parametrize(("challenge", "stages", "teams"), STAGES, ids=lambda value: str(value)[:40])
def test_any_stages_lead_to_a_champion(challenge: str, stages: list[dict[str, Any]], teams: int) -> None:
    """Stage after stage, seeded by the one before; the best team wins, and every team has a place."""
    book = HallBook()
    book.open("c", stages, teams, challenge=challenge)
    state = book.play("c", by_number)

    assert ("done", f"c-{teams}", ()) == (state.stage, state.champion, state.findings)
    assert {f"c-{number}" for number in range(1, teams + 1)} == {placing.team for placing in state.placings}
    assert sorted(placing.place for placing in state.placings) == [placing.place for placing in state.placings]


def test_a_journal_of_one_competition_is_a_hall_of_one() -> None:
    """The same fold: the hall's competition is what `fold` gives, though no fact names it."""
    book = TournamentBook()
    book.enter("t1", "t2", "t3", "t4")
    book.play(by_name)
    hall = fold_hall(book.facts, DEFINITIONS)

    assert (None, True, ["demo"]) == (hall.frame, hall.is_single, list(hall.competitions))
    assert fold(book.facts, DEFINITIONS) == hall.competitions["demo"]
    assert ["t1", "t2", "t3", "t4"] == [placing.team for placing in hall.competitions["demo"].placings]


def test_competitions_share_a_journal_and_nothing_else() -> None:
    """Two challenges and their teams, run by turns: each comes out as if it were alone."""
    together, alone = HallBook(), HallBook()
    for book in (together, alone):
        book.open("a", [OPEN, FINAL], 4)
    together.open("b", [OPEN], 3)
    together.play("b", by_number)
    both, one = together.play("a", by_number), alone.play("a", by_number)

    assert (one.champion, one.placings, one.standings[0].rank) == (both.champion, both.placings, both.standings[0].rank)
    assert "b-3" == together.state("b").champion


def test_a_team_of_no_competition_and_stages_that_cannot_be_are_named() -> None:
    """What cannot be sorted is a finding, and stops nothing else."""
    book = HallBook()
    book.open("good", [OPEN], 2)
    book.open("bad", [{"id": "x", "type": "swiss"}], 1)
    book.add(CompetitionEntered("good", "nobody"))
    book.add(CompetitionEntered("none", "good-1"))
    hall = book.hall()

    codes = ["stages-refused", "competition-unknown", "team-unknown"]
    assert codes == [finding.code for finding in hall.findings]
    assert "open" == hall.competitions["good"].stage
    assert ("none", None) == (hall.competitions["bad"].stage, hall.competitions["bad"].definition)


def test_whoever_leaves_keeps_what_it_has_run_and_goes_no_further() -> None:
    """The open runs end without the one that left, and the next one comes into the bracket."""
    book = HallBook()
    book.open("c", [{**OPEN, "runs": 1}, {**FINAL, "size": 2}], 3)
    for wanted in next_official(book.state("c")):
        if wanted.team != "c-1":
            book.run(wanted, by_number(wanted.team))
    book.add(CompetitionLeft("c", "c-1", "no_show"))
    book.add(CompetitionLeft("c", "c-3", "withdrew"))
    state = book.state("c")

    assert ["c-3", "c-2", "c-1"] == [line.team for line in state.standings]
    assert ("c-2", "no_show") == (state.champion, state.entries["c-1"].status)


def test_a_walkover_loses_no_opponent() -> None:
    """A team that does not come to its heat, or left, is beaten by whoever did come, who has nothing to run."""
    book = HallBook()
    book.open("c", [{"id": "final", "type": "single_elimination"}], 4)
    first, second = (heat for heat in book.state("c").stages[0].heats if heat.id in ("S1", "S2"))
    book.add(HeatForfeited("c", "final", "S1", first.sides[0].team or "", "no_show"))
    book.add(CompetitionLeft("c", second.sides[1].team or "", "disqualified"))
    state = book.state("c")

    assert {first.sides[1].team, second.sides[0].team} == {run.team for run in next_official(state)}
    assert ["F1", "F1"] == [run.heat for run in next_official(state)]


def test_late_entries_are_taken_in_where_there_is_room() -> None:
    """Into open runs and a round robin at any moment; into a bracket not once it has begun."""
    book = HallBook()
    book.open("runs", [OPEN], 2)
    book.open("all", [{"id": "all", "type": "round_robin"}], 3)
    book.open("cup", [{"id": "cup", "type": "single_elimination"}], 2)
    for name in ("runs", "cup"):
        book.run(next_official(book.state(name))[0], 400)
    for body in next_rounds(book.state("all"), "all"):
        book.add(body)
    allowed = {name: may_enter(book.hall(), name, "runs-1") for name in ("all", "cup")}
    late = book.enter("runs", "late-9")
    book.add(CompetitionEntered("all", late))
    met = [body.pairings for body in next_rounds(book.state("all"), "all")]

    assert (None, "bracket-begun") == (allowed["all"], allowed["cup"] and allowed["cup"].code)
    assert book.state("runs").entries[late].is_late
    assert (late, 1) in [(run.team, run.number) for run in next_official(book.state("runs"))]
    assert [{"all-1", late}, {"all-2", late}, {"all-3", late}] == sorted(({*one} for (one,) in met), key=min)


def test_the_line_follows_from_the_facts() -> None:
    """Joined in order; a run that opens serves, its end frees the table; a run void before its end gives it back."""
    book = HallBook(tables=2)
    teams = book.open("c", [OPEN], 3)
    book.add(TablesAssigned("c", (1, 2)))
    for team in teams:
        book.add(LineJoined("c", team, True, True))
    hall = book.hall()
    first = turns(hall, 1, START_MS)[0]
    book.add(first.opened(1), "r9")
    served = book.hall().lines["c"].at(START_MS)
    book.add(RunVoided("lamp_failed"), "r9")
    given_back = book.hall().lines["c"].at(START_MS)

    assert [(team,) for team in teams] == [turn.teams for turn in turns(hall, 1, START_MS)]
    assert ({"1": "c-1"}, ["c-2", "c-3"]) == (served.at_tables, [waiting.team for waiting in served.waiting])
    assert ["c-1", "c-2", "c-3"] == [waiting.team for waiting in given_back.waiting]
    assert () == given_back.findings


def test_whoever_is_taken_out_of_turn_is_named() -> None:
    """A table may take a team that never joined; those who waited were overtaken."""
    book = HallBook()
    teams = book.open("c", [OPEN], 2)
    book.add(LineJoined("c", teams[0], True, True))
    book.run(next_official(book.state("c"))[1], 300)

    assert [("overtaken", "c-2", "c-1")] == [
        (one.code, one.team, one.other) for one in book.hall().lines["c"].at(START_MS).findings
    ]


def test_a_broken_table_serves_no_line_and_a_referee_is_told_what_to_do() -> None:
    """Closed: it says so. Open: start, end, sign; then the next one."""
    book = HallBook(tables=2)
    teams = book.open("c", [OPEN], 2)
    book.add(TablesAssigned("c", (1, 2)))
    book.add(TableClosed(2, "no_power"))
    book.add(LineJoined("c", teams[0], True, True))
    hall = book.hall()
    turn = turns(hall, 1, START_MS)[0]
    book.add(turn.opened(1), "r1")

    assert ((), "no_power") == (turns(hall, 2, START_MS), todo(hall, 2, START_MS).fields["reason"])
    assert ("open", "start") == (todo(hall, 1, START_MS).code, todo(book.hall(), 1, START_MS).code)
    assert ("1",) == hall.lines["c"].at(START_MS).idle_tables
    busy = may_open(book.hall(), turn.opened(1))
    assert ("table-busy", {"run": "r1"}) == (busy and busy.code, busy and busy.fields)


def test_what_may_not_be_is_refused_with_a_reason() -> None:
    """Entering twice, leaving what one is not in, joining a line that is closed."""
    book = HallBook()
    teams = book.open("c", [OPEN], 2)
    book.add(ClosingSet("c", "2026-11-21T03:00:00Z"))
    hall = book.hall()
    late_ms = START_MS + 4 * 3_600_000

    refusals = [
        may_enter(hall, "c", teams[0]),
        may_leave(hall, "c", "x"),
        may_join(hall, "c", teams[0], late_ms, is_official=True),
        may_join(hall, "c", teams[0], START_MS, is_official=True),
    ]  # fmt: skip
    assert ["entered-already", "not-in-it", "line-closed", None] == [one.code if one else None for one in refusals]


def test_a_frozen_competition_is_shown_as_it_stood() -> None:
    """The hall sees the standings of the freeze, the desk those of now; revealing all ends it."""
    book = HallBook()
    book.open("c", [OPEN], 2)
    book.run(next_official(book.state("c"))[0], 300)
    book.add(StandingsFrozen("c"))
    book.run(next_official(book.state("c"))[0], 400)
    frozen = shown(book.facts, DEFINITIONS)["c"]
    book.add(PlacesRevealed("c", 1))

    assert [300, None] == [line.result.total for line in frozen.standings]
    assert [400, 300] == [line.result.total for line in shown(book.facts, DEFINITIONS)["c"].standings]


def test_papers_and_plans_have_their_versions() -> None:
    """A certificate that says a place the team has not is listed until the right one is printed."""
    book = HallBook()
    book.open("c", [{**OPEN, "runs": 1}], 2)
    book.add(TeamArrived("c-1"))
    book.add(PlanMade(1, "day-1", {"slots": []}))
    book.add(PlanMade(2, "day-1", {"slots": [1]}))
    book.play("c", by_number)
    book.add(PaperPrinted("certificate", "c", "c-1", 1, 0))
    wrong = book.hall()
    book.add(PaperPrinted("certificate", "c", "c-1", 2, 0))

    assert [("c-1", 2)] == [(one.printed.paper.team, one.place_now) for one in wrong.false_certificates]
    assert () == book.hall().false_certificates
    assert (2, True) == (wrong.plan and wrong.plan.version, wrong.teams["c-1"].is_arrived)
    assert Todo("done") == todo(wrong, 1, START_MS)
