"""Two ids that are one child: which id each stands for.

Rules: a merge is never made by the program alone, only suggested (`quality`) and written by staff;
       it counts from the first visit on, and unmaking it (a correction) brings both back as they were;
       merges of merged ids form one child, whatever order they were made in on whichever machine;
       an erased id that is back, with a file that was elsewhere, counts as the number that stands for it, also before
       anybody has erased it there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from clubhouse_logs.erasure import lines_of_facts, merged, stand_ins
from judge.facts import Fact, PersonsMerged

__all__ = ["Roots", "roots"]

Roots = Mapping[str, str]
"""id -> the id it counts as; ids that were never merged are not in it."""


def roots(standing: Collection[Fact], also: Iterable[Fact] = (), named: Iterable[str] = ()) -> Roots:
    """Return what every merged and every erased id counts as.

    Args: standing: facts after corrections (`judge.corrections.effective`), in the one order.
          also, named: more facts that may name an erased id, or such ids, where `standing` is a part only.
    """
    ledger = merged(lines_of_facts(standing))
    found = {person for fact in (*standing, *also) if (person := getattr(fact.body, "person", None))} if ledger else ()
    parent = stand_ins({*found, *named}, ledger) if ledger else {}

    def root(person: str) -> str:
        while person in parent:
            person = parent[person]
        return person

    for fact in standing:
        if isinstance(fact.body, PersonsMerged):
            kept, other = root(fact.body.kept), root(fact.body.other)
            if kept != other:
                parent[other] = kept
    return {person: root(person) for person in parent}
