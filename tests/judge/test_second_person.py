"""The second person: agrees or sends back, and never edits; who had a hand in a run is not the one."""

from dataclasses import replace

import pytest

from judge.challenges import load
from judge.facts import (
    Body,
    Called,
    Corrected,
    Fact,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
)
from judge.second_person import hands_in
from judge.table import RunStage, fold_run, may
from judge.tournament.fold import fold
from tests.judge.test_tournament_fold import OPENED, TournamentBook

REFEREE, TEAM, SECOND = "p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc"
DEFINITION = load("line_following").with_overlay({"team_signs": 1, "confirm": 1})
CONFIRMED = RunSigned("confirmer", SECOND)


class Run(TournamentBook):
    """One official run that asks for a second person; the referee and the team have signed."""

    def __init__(self) -> None:
        super().__init__(replace(OPENED, overlay={"team_signs": 1, "confirm": 1}, bracket_size=0))
        self.enter("t1")
        self.write(RunOpened("t1", 1, True, "open_runs", None, 1))
        self.write(RunStarted("hand"), at_ms=0)
        self.called = self.write(Called("leave"), at_ms=1000)
        self.write(RunEnded("time"), at_ms=180_000)
        self.sign()

    def write(self, body: Body, by: str = REFEREE, at_ms: int | None = None) -> Fact:
        """Write the next fact of the run, by a person."""
        self.facts.append(self.add(body, "r1", at_ms)._replace(by=by))
        del self.facts[-2]
        return self.facts[-1]

    def sign(self) -> None:
        """The referee and the team agree."""
        self.write(RunSigned("referee", REFEREE))
        self.write(RunSigned("team", TEAM), TEAM)

    def withdraw(self, fact: Fact, by: str) -> Fact:
        """Take a fact back."""
        return self.write(Corrected(fact.station, fact.seq, "withdraw", None, "mistake"), by)

    def outcome(self) -> tuple[str | None, RunStage, RunStage]:
        """What a confirmation is refused with, and how far the run would be with it: alone, and in its tournament."""
        run = fold_run(DEFINITION, "ES", self.of_run())
        refusal = may(run, CONFIRMED, DEFINITION)
        self.write(CONFIRMED, SECOND)
        whole = fold(self.facts, {"line_following": load("line_following")})
        return refusal.code if refusal else None, fold_run(DEFINITION, "ES", self.of_run()).stage, whole.runs[0].stage

    def of_run(self) -> list[Fact]:
        """The run's facts and corrections."""
        return [fact for fact in self.facts if fact.run == "r1"]


REFUSED = ("not-a-second-person", RunStage.ENDED, RunStage.ENDED)
CONFIRMS = (None, RunStage.SIGNED, RunStage.SIGNED)


def test_who_took_no_part_confirms() -> None:
    """The run is whole with the second person's signature."""
    assert CONFIRMS == Run().outcome()


@pytest.mark.parametrize("replacement", [None, Called("leave")])
def test_who_corrected_a_run_cannot_confirm_it(replacement: Body | None) -> None:
    """A correction is an edit, whether it withdraws or replaces."""
    run = Run()
    action = "withdraw" if replacement is None else "replace"
    run.write(Corrected(run.called.station, run.called.seq, action, replacement, "mistake"), SECOND)  # type: ignore[arg-type]

    assert REFUSED == run.outcome()


def test_taking_an_edit_back_does_not_wash_the_hand() -> None:
    """Whoever called or corrected and undid it again took part; so did who undid the correction of another."""
    undone, other = Run(), Run()
    undone.withdraw(undone.withdraw(undone.called, SECOND), REFEREE)
    other.withdraw(other.withdraw(other.called, REFEREE), SECOND)
    called = Run()
    called.withdraw(called.write(Called("stop"), SECOND, 2000), REFEREE)

    assert [REFUSED] * 3 == [run.outcome() for run in (undone, other, called)]


def test_sending_back_or_taking_the_own_signature_back_is_no_edit() -> None:
    """Both change no score: the second person may look again and agree."""
    sent_back = Run()
    sent_back.write(RunReturned(SECOND, "look_again"), SECOND)
    sent_back.sign()
    slip = Run()
    slip.withdraw(slip.write(CONFIRMED, SECOND), SECOND)

    assert [CONFIRMS] * 2 == [run.outcome() for run in (sent_back, slip)]


def test_a_correction_of_another_run_is_no_hand_in_this_one() -> None:
    """Nor is one that names nothing; and what was done later does not reach back."""
    run = Run()
    run.facts.append(run.add(RunOpened("t1", 2, True, "open_runs", None, 1), "r2")._replace(by=SECOND))
    del run.facts[-2]
    run.write(Corrected("nowhere", 1, "withdraw", None, "mistake"), SECOND)
    confirms = run.outcome()
    run.withdraw(run.called, SECOND)

    assert CONFIRMS == confirms
    assert RunStage.SIGNED is fold_run(DEFINITION, "ES", run.of_run()).stage
    assert {"r1": [REFEREE, SECOND], "r2": [SECOND]} == {
        name: [hand.person for hand in hands] for name, hands in hands_in(run.facts).items()
    }
