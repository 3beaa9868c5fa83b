"""By what a run was judged: a judge box, a referee's hand, or both."""

from collections.abc import Iterable
from typing import Literal

from judge.facts import Called, Fact, RunStarted, Signalled

__all__ = ["judged_by"]


def judged_by(facts: Iterable[Fact]) -> Literal["box", "hand", "both"]:
    """Return what gave a run its start, its gates and its calls.

    Args: facts: the run's, after `judge.corrections.effective`. A run that was started by hand, or in which a person
    called anything, was judged by hand; by both, when a box had signalled too.
    """
    is_box = is_hand = False
    for fact in facts:
        body = fact.body
        is_box = is_box or isinstance(body, Signalled) or (isinstance(body, RunStarted) and body.source == "box")
        is_hand = is_hand or isinstance(body, Called) or (isinstance(body, RunStarted) and body.source == "hand")
    return "both" if is_box and is_hand else "box" if is_box else "hand"
