"""What a correction changes is shown before it is made, and what was played on the old result is a person's choice."""

from dataclasses import replace

import pytest

from judge.consequences import Act, Consequences, consequences, correction, settled
from judge.facts import Body, Called, Corrected, Fact
from judge.tournament.fold import TournamentState
from judge.tournament.state import next_official
from tests.judge.test_tournament_fold import DEFINITIONS, OPENED, TournamentBook, by_name


@pytest.fixture(name="book")
def _book() -> TournamentBook:
    """A whole tournament of five teams, one run each, four in the bracket: t1 t2 t3 t4 are the seeds, t1 wins."""
    book = TournamentBook(replace(OPENED, runs_official=1))
    book.enter("t1", "t2", "t3", "t4", "t5")
    assert "t1" == book.play(by_name).champion
    return book


def fact_of(book: TournamentBook, team: str, call: str) -> Fact:
    """A call in a team's open run."""
    state = book.state()
    run = next(run.run for run in state.runs if run.opened and (run.opened.team, run.opened.heat) == (team, None))
    return next(
        fact for fact in book.facts if fact.run == run and isinstance(fact.body, Called) and fact.body.call == call
    )


def write(book: TournamentBook, *acts: Act) -> TournamentState:
    """Make what was proposed."""
    for act in acts:
        book.add(act.body, act.run, act.at_ms)
    return book.state()


def proposed(book: TournamentBook, *acts: Act) -> Consequences:
    """What those facts would change."""
    return consequences(book.facts, acts, DEFINITIONS)


def test_a_correction_shows_scores_ranks_and_heats_before_it_is_made(book: TournamentBook) -> None:
    """Four balls fewer: t2 falls behind all, t5 meets t1 in the semi-final, and nothing is written yet."""
    count = len(book.facts)
    would_be = proposed(book, correction(fact_of(book, "t2", "bonus_ball"), Called("bonus_ball", {"n": 1}), "recount"))

    assert count == len(book.facts)
    assert [("t2", 405, 401)] == [(score.team, score.before, score.after) for score in would_be.scores]
    assert {("t2", 2, 5), ("t3", 3, 2), ("t4", 4, 3), ("t5", 5, 4)} == {
        (line.team, line.rank_before, line.rank_after) for line in would_be.ranks
    }
    semi = next(change for change in would_be.heats if change.heat == "S1")
    assert (("t1", "t4"), ("t1", "t5")) == (semi.teams_before, semi.teams_after)
    assert {"S1", "S2"} <= {heat.heat for heat in would_be.played}
    assert would_be.needs_choice


def test_without_a_change_there_are_no_consequences(book: TournamentBook) -> None:
    """A fact replaced by itself changes nothing, and asks nothing."""
    fact = fact_of(book, "t1", "leave")

    would_be = proposed(book, correction(fact, Called("leave"), "typed_twice"))

    assert ((), (), (), ()) == (would_be.scores, would_be.ranks, would_be.heats, would_be.played)
    assert not would_be.needs_choice


def test_what_was_shown_is_what_happens(book: TournamentBook) -> None:
    """Written, the correction gives the very scores, ranks and heats that were shown."""
    act = correction(fact_of(book, "t2", "bonus_ball"), None, "not_seen")
    would_be = proposed(book, act)

    state = write(book, act)

    assert {line.team: line.rank_after for line in would_be.ranks}.items() <= {
        line.team: line.rank for line in state.standings
    }.items()
    assert state.bracket is not None
    after = {change.heat: change.teams_after for change in would_be.heats}
    drawn = {heat.id: tuple(side.team for side in heat.sides if side.team) for heat in state.bracket.heats}
    assert after.items() <= drawn.items()
    assert would_be.champion_after == state.champion


@pytest.mark.parametrize("choice", ["rerun", "keep"])
def test_heats_played_on_the_old_result_are_an_explicit_choice(book: TournamentBook, choice: str) -> None:
    """Run again: they are void and asked for anew. Kept: they stand as they were played, champion and all."""
    act = correction(fact_of(book, "t4", "leave"), None, "not_seen")  # t5 takes the last seed
    would_be = proposed(book, act)
    assert ("t1", "t4") in [heat.teams for heat in would_be.played]

    state = write(book, act, *settled(would_be, choice, "bracket_corrected"))  # type: ignore[arg-type]

    assert "run-outside-its-heat" not in [finding.code for finding in state.findings]
    assert ("t5", 4) in [(line.team, line.rank) for line in state.standings]
    if choice == "keep":
        assert ("t1", ()) == (state.champion, next_official(state))
    else:
        assert state.champion is None
        assert {"t1", "t5"} <= {wanted.team for wanted in next_official(state)}
        assert state.bracket is not None
        assert "t5" in [side.team for heat in state.bracket.heats for side in heat.sides]


def test_kept_heats_hold_a_team_in_one_heat_a_round(book: TournamentBook) -> None:
    """Keeping one heat keeps its round: nobody comes to stand in two heats of it."""
    act = correction(fact_of(book, "t2", "bonus_ball"), None, "not_seen")

    state = write(book, act, *settled(proposed(book, act), "keep", "played"))

    assert state.bracket is not None
    for heats in state.bracket.rounds:
        teams = [side.team for heat in heats for side in heat.sides]
        assert len(teams) == len(set(teams))


def test_an_undo_and_the_undo_of_the_undo_are_corrections_too(book: TournamentBook) -> None:
    """Correcting the correction brings the old standings back; correcting that, the new ones."""
    first = book.state().standings
    book.add(correction(fact_of(book, "t2", "bonus_ball"), None, "not_seen").body)
    second = book.state().standings

    book.add(correction(book.facts[-1], None, "was_seen").body)
    assert first == book.state().standings
    book.add(correction(book.facts[-1], None, "was_not").body)

    assert second == book.state().standings
    assert all(body.reason for body in bodies(book) if isinstance(body, Corrected))


def bodies(book: TournamentBook) -> list[Body]:
    """What was written."""
    return [fact.body for fact in book.facts]
