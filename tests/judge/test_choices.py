"""A correction past a played heat: the stage stops there and asks; three choices by name, each undone and redone."""

from dataclasses import replace
from typing import Any

import pytest

from judge.challenge_file import read
from judge.challenges import load
from judge.challenges import text as text_of
from judge.consequences import Choice, consequences, correction, settled
from judge.errors import DefinitionError
from judge.facts import Called, Fact
from judge.hall_kinds import PaperPrinted
from judge.tournament.answers import answered, may_answer
from judge.tournament.elimination import HeatState
from judge.tournament.hall import HallState, fold_hall
from judge.tournament.state import Answer, Decision, TournamentState, next_official
from tests.judge.hall_book import DEFINITIONS, HallBook

OPEN = {"id": "open", "type": "open_runs", "runs": 1}
CUPS: list[dict[str, Any]] = [
    {"id": "cup", "type": "single_elimination", "third_place": "match"},
    {"id": "cup", "type": "double_elimination"},
]
POINTS = {"c-1": 404, "c-2": 403, "c-3": 402, "c-4": 401}


@pytest.fixture(name="book", params=CUPS, ids=lambda cup: str(cup["type"]))
def _book(request: pytest.FixtureRequest) -> HallBook:
    """Four teams, c-1 the best; everything is run."""
    book = HallBook()
    book.open("c", [OPEN, request.param], 4)
    state = book.play("c", POINTS.__getitem__)
    assert ("done", "c-1") == (state.stage, state.champion)
    return book


def semi_final(book: HallBook) -> tuple[str, Fact]:
    """The heat of c-1 and c-4, and the call by which c-1 won it."""
    state = book.state("c")
    heat = next(
        heat for heat in state.stages[1].heats if {"c-1", "c-4"} == {side.team for side in heat.sides}
    )  # fmt: skip
    run = next(run.run for run in state.runs if run.opened and (run.opened.team, run.opened.heat) == ("c-1", heat.id))
    return heat.id, next(
        fact for fact in book.facts if fact.run == run and isinstance(fact.body, Called) and fact.body.call == "home"
    )


def write(book: HallBook, *acts: Any) -> list[Fact]:
    """Write what was proposed."""
    return [book.add(act.body, act.run, act.at_ms) for act in acts]


def shown(hall: HallState) -> tuple[Any, ...]:
    """What anybody sees of the competition: the facts themselves apart."""
    state = hall.competitions["c"]
    stages = [
        (stage.state, stage.standings, stage.heats, stage.decisions, stage.shared, stage.advancing)
        for stage in state.stages
    ]
    return stages, state.placings, state.champion, state.decisions, hall.false_certificates


def test_a_correction_past_a_played_heat_stops_there_and_asks(book: HallBook) -> None:
    """c-4 won the semi-final: what c-1 ran after it is contested, what hangs on it waits, nobody is champion."""
    heat, call = semi_final(book)
    book.add(correction(call, None, "not_seen").body)
    hall = book.hall()
    state = hall.competitions["c"]

    assert "c-4" == next(one for one in state.stages[1].heats if one.id == heat).winner
    assert (None, "cup", ()) == (state.champion, state.stage, state.placings)
    assert [("keep", "rerun", "joint")] == list({decision.answers for decision in state.decisions})
    assert any("c-1" in decision.played and "c-4" in decision.teams for decision in state.decisions)
    assert [("c", decision) for decision in state.decisions] == list(hall.contested)
    contested = {decision.where for decision in state.decisions}
    assert contested.isdisjoint(wanted.heat for wanted in next_official(state))


@pytest.mark.parametrize("choice", ["keep", "rerun", "joint"])
def test_each_choice_is_made_undone_and_redone(book: HallBook, choice: Answer) -> None:
    """Undoing brings the question back as it was; redoing the answer as it was; undoing the correction, everything."""
    at_first = shown(book.hall())
    _, call = semi_final(book)
    fixed = book.add(correction(call, None, "not_seen").body)
    asked = shown(book.hall())
    written = answer_all(book, choice)
    chosen = shown(book.hall())
    for fact in written:
        book.correct(fact)
    undone, undos = shown(book.hall()), book.facts[-len(written) :]
    for fact in undos:
        book.correct(fact)
    redone = shown(book.hall())
    for fact in reversed(written):
        book.correct(fact)
    book.correct(fixed)

    assert (asked, chosen, at_first) == (undone, redone, shown(book.hall()))
    assert asked != chosen


def answer_all(book: HallBook, choice: Answer) -> list[Fact]:
    """Answer every question, and those that come up then, in the same way."""
    written: list[Fact] = []
    while contested := book.state("c").contested:
        written += write(book, *answered(book.state("c"), contested[0], choice, "semi_final_corrected"))
    return written


@pytest.mark.parametrize("choice", ["keep", "joint"])
def test_what_stands_keeps_its_champion_and_a_joint_rank_repairs_the_wrong(book: HallBook, choice: Answer) -> None:
    """Kept: c-1 has won. Jointly: the team that should have stood in the final has the same place as c-1."""
    _, call = semi_final(book)
    book.add(correction(call, None, "not_seen").body)
    answer_all(book, choice)
    state = book.state("c")

    places = {placing.team: placing.place for placing in state.placings}
    assert ("done", "c-1", 1) == (state.stage, state.champion, places["c-1"])
    assert (("c-1", "c-4") if choice == "joint" else ("c-1",)) == state.champions
    assert 4 == len(places)
    assert () == tuple(finding for finding in state.findings if finding.code == "run-outside-its-heat")


def test_what_is_void_is_replayed_by_the_right_team(book: HallBook) -> None:
    """The runs of the contested heats are void, c-4 is asked for in them, and the day ends with a champion."""
    _, call = semi_final(book)
    book.add(correction(call, None, "not_seen").body)
    answer_all(book, "rerun")
    wanted = {run.team for run in next_official(book.state("c"))}
    while answer_all(book, "rerun") or book.state("c").stage != "done":
        book.play("c", {**POINTS, "c-4": 500}.__getitem__, steps=1)
    state = book.state("c")

    assert "c-4" in wanted
    assert ("c-4", 4) == (state.champion, len(state.placings))


@pytest.mark.parametrize("choice", ["keep", "rerun", "joint"])
def test_the_choice_may_be_made_with_the_correction(book: HallBook, choice: Choice) -> None:
    """What a correction would ask is shown before it is made, and answered in one go."""
    _, call = semi_final(book)
    act = correction(call, None, "not_seen")
    would_be = consequences(book.facts, [act], DEFINITIONS)
    write(book, act, *settled(would_be, choice, "semi_final_corrected"))
    state = book.state("c")

    assert ("keep", "rerun", "joint") == would_be.choices
    assert {"c"} == {heat.competition for heat in would_be.played}
    assert {heat.heat for heat in would_be.played}.isdisjoint(decision.where for decision in state.contested)
    if choice != "rerun":
        assert "c-1" == state.champion


def test_a_printed_certificate_that_became_false_is_listed_and_only_a_note_is_left(book: HallBook) -> None:
    """Who may choose, and until when, the definition says: here until the first certificate."""
    _, call = semi_final(book)
    act = correction(call, None, "not_seen")
    book.add(PaperPrinted("certificate", "c", "c-1", 1, 0))
    would_be = consequences(book.facts, [act], DEFINITIONS)
    write(book, act)
    state = book.state("c")

    assert [("c-1", None)] == [(one.printed.paper.team, one.place_now) for one in would_be.certificates]
    assert ("keep",) == would_be.choices == state.contested[0].answers
    refused = [may_answer(state, state.contested[0], answer, by) for answer, by in
               (("rerun", "chief"), ("keep", "referee"), ("keep", "head_referee"))]  # type: ignore[arg-type]  # fmt: skip
    assert ["not-an-answer", "not-yours", None] == [one.code if one else None for one in refused]


def test_who_may_choose_and_until_when_is_checked_when_a_definition_is_read() -> None:
    """Every definition says it, with a note; a word that is not offered is refused."""
    text = text_of("sumobot")
    for old, new, key in (
        ('by = ["head_referee", "chief"]', 'by = ["everyone"]', "correction.by"),
        ('by = ["head_referee", "chief"]', "by = []", "correction.by"),
        ('until = "certificates"', 'until = "midnight"', "correction.until"),
    ):
        with pytest.raises(DefinitionError) as caught:
            read(text.replace(old, new), "sumobot.toml")
        assert key == caught.value.key
    assert ("certificates", True) == (load("sumobot").correction.until, bool(load("sumobot").correction.note))


@pytest.mark.parametrize(("until", "answers"), [("final", 1), ("always", 3)])
def test_the_last_moment_is_the_definitions(book: HallBook, until: Any, answers: int) -> None:
    """After the final it can only stand; or it may always be replayed, whatever was printed."""
    definition = DEFINITIONS["line_following"]
    changed = replace(definition, correction=replace(definition.correction, until=until))
    _, call = semi_final(book)
    book.add(PaperPrinted("certificate", "c", "c-1", 1, 0))
    book.add(correction(call, None, "not_seen").body)

    assert answers == len(contested_under(book, changed)[0].answers)


def contested_under(book: HallBook, definition: Any) -> tuple[Decision, ...]:
    """What is contested when the competition is played by another definition."""
    state: TournamentState = fold_hall(book.facts, {definition.id: definition}).competitions["c"]
    assert HeatState.UNDECIDED in {heat.state for heat in state.stages[1].heats}
    return state.contested
