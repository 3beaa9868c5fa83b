"""The road from one fiscal year into the next: its steps, which come before which, and which are done. Pure.

Rules: a step that is done is a fact, so the road can be left at any step and is found there again, on any computer of
       the house; taking that fact back opens the step again;
       figures are final before they are frozen, and frozen before anybody is erased or the yearly report is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from judge.corrections import effective
from judge.facts import Corrected, Fact, Noted

__all__ = ["NEEDS", "Step", "can_do", "done_steps", "step_done"]

TOPIC = "year_end"


class Step(StrEnum):
    """A step, in the order of the road."""

    LATE_PAPER = "late-paper"
    FINAL = "final"
    FREEZE = "freeze"
    STAGES = "stages"
    RENEWAL = "renewal"
    RETENTION = "retention"
    NEXT_YEAR = "next-year"
    REPORT = "report"


NEEDS: Mapping[Step, Step] = {
    Step.FINAL: Step.LATE_PAPER,
    Step.FREEZE: Step.FINAL,
    Step.RETENTION: Step.FREEZE,
    Step.REPORT: Step.FREEZE,
}
"""What has to be done before a step; whatever is not named here can be done at any time."""


def step_done(fiscal_year: int, step: Step) -> Noted:
    """Return what is recorded when a step is done."""
    return Noted(TOPIC, {"year": fiscal_year, "step": step.value})


def done_steps(facts: Iterable[Fact], fiscal_year: int) -> frozenset[Step]:
    """Return the steps that are done and stand; steps of a newer program are passed over."""
    known = {step.value for step in Step}
    found = set()
    for fact in effective(fact for fact in facts if isinstance(fact.body, Noted | Corrected))[0]:
        match fact.body:
            case Noted(topic=topic, args={"year": year, "step": str(step)}) if topic == TOPIC and year == fiscal_year:
                found |= {Step(step)} if step in known else set()
    return frozenset(found)


def can_do(step: Step, done: Iterable[Step]) -> bool:
    """Tell whether what has to come before a step is done."""
    return step not in NEEDS or NEEDS[step] in done
