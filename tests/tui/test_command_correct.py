"""`kagarobo tournament correct` over a journal of many competitions: what was played on the old result is a choice."""

from pathlib import Path

import pytest

from judge.consequences import Choice
from judge.facts import Called, Fact
from judge.journal import Journal, read_facts
from judge.tournament.hall import fold_hall
from tests.judge.hall_book import DEFINITIONS, MORNING, HallBook
from tui.__main__ import main

POINTS = {"c-1": 404, "c-2": 403, "c-3": 402, "c-4": 401}


@pytest.fixture(name="journal")
def _journal(tmp_path: Path) -> Path:
    """A cup of four, run to its end: c-1 beat c-4, then c-2."""
    book = HallBook()
    book.open("c", [{"id": "open", "type": "open_runs", "runs": 1}, {"id": "cup", "type": "single_elimination"}], 4)
    book.play("c", POINTS.__getitem__)
    with Journal.open(tmp_path / "kaga.db", "desk", clock=MORNING.isoformat) as journal:
        for fact in book.facts:
            journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
    return tmp_path / "kaga.db"


def home_of(journal: Path, team: str, heat: str) -> Fact:
    """The call by which a team came home in a heat."""
    facts = read_facts(journal)
    state = fold_hall(facts, DEFINITIONS).competitions["c"]
    run = next(run.run for run in state.runs if run.opened and (run.opened.team, run.opened.heat) == (team, heat))
    return next(one for one in facts if one.run == run and one.body == Called("home"))


@pytest.mark.parametrize(("choice", "champions"), [("keep", ("c-1",)), ("joint", ("c-1", "c-4")), ("rerun", ())])
def test_a_correction_past_a_played_heat_asks_for_a_choice_by_name(
    journal: Path, choice: Choice, champions: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one nothing is written; the wrong role may not choose; then it is done as it was said."""
    heat = next(
        heat.id for heat in fold_hall(read_facts(journal), DEFINITIONS).competitions["c"].stages[1].heats
        if {"c-1", "c-4"} == {side.team for side in heat.sides}
    )  # fmt: skip
    count, fact = len(read_facts(journal)), home_of(journal, "c-1", heat)
    asked = ("--lang", "en", "tournament", "correct", str(journal), fact.source, "--reason", "not_seen")

    assert (2, 2) == (main([*asked]), main([*asked, "--played", choice, "--by", "scorekeeper"]))
    told = capsys.readouterr()
    assert count == len(read_facts(journal))
    assert 0 == main([*asked, "--played", choice, "--by", "chief"])

    assert "heat F1 was played on the old result: C-2 – C-1" in told.out
    assert "keep | rerun | joint" in told.err
    assert "head_referee, chief" in told.err
    assert champions == fold_hall(read_facts(journal), DEFINITIONS).competitions["c"].champions
