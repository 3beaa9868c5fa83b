"""From an import's plan to the facts it would write, and from a journal's visits to what a plan compares with.

Rules: a fact gets the person's id and never the name; a name that is new gets one id for all of its rows;
       every visit says that it came from paper, so it can be told from a scan;
       what came from paper stays known as it was written there, also where staff put it right or named it later, so
       the same paper adds nothing; what was taken back is not known any more and may come again;
       a row that was an erased child's is known by its instant alone, so old paper brings nobody back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from clubhouse_logs.kpi import CountedVisit
from clubhouse_logs.merges import roots
from clubhouse_logs.visit_import import ERASED, Identity, PlannedVisit, name_key
from judge.corrections import effective
from judge.facts import Body, Corrected, Fact, Left, PersonAdded, PersonErased, Visited, instant_text

__all__ = ["SOURCE", "bodies", "existing_visits", "known_visits"]

SOURCE = "paper"
NAMED = "named"  # the reason of a correction that says who a group was (`Clubhouse.name_group`)


def existing_visits(visits: Iterable[CountedVisit]) -> list[PlannedVisit]:
    """Return the visits of a folded log as a plan compares them; without names, which it does not need."""
    return [PlannedVisit(None, visit.person, visit.count, visit.day, visit.at) for visit in visits]


def known_visits(facts: Collection[Fact], site: str) -> Counter[Identity]:
    """Return every visit of a site that a row may be, each good for one row."""
    standing, _ = effective(facts)
    same_as = roots(standing)
    erased = {fact.body.stands_as for fact in standing if isinstance(fact.body, PersonErased)}
    by_place = {fact.source: fact for fact in facts}
    stands = {fact.source: fact for fact in standing if isinstance(fact.body, Visited)}
    for fact in facts:
        body = fact.body
        if isinstance(body, Corrected) and body.reason == NAMED:
            named = by_place.get(f"{body.station}:{body.seq}")
            if named is not None and isinstance(named.body, Visited):
                stands.setdefault(named.source, named)
    found: Counter[Identity] = Counter()
    for source, fact in stands.items():
        original = by_place[source].body
        body = original if isinstance(original, Visited) and original.source == SOURCE else fact.body
        if isinstance(body, Visited) and body.site == site:
            person = None if body.person is None else same_as.get(body.person, body.person)
            who = ERASED if person in erased else person
            found[who, datetime.fromisoformat(body.at).astimezone(UTC), body.count] += 1
    return found


def bodies(
    visits: Iterable[PlannedVisit],
    *,
    site: str,
    enter: Callable[[str], str],
    fact_id: Callable[[int], str] | None = None,
) -> list[Body]:
    """Return the facts of an import in the plan's order, a new person's entry before the first visit.

    Args: enter: puts a new nickname into the erasable table and returns its id; called once a name.
          fact_id: the id the n-th of these facts will have; without it a group's going-out is left out.
    """
    entered: dict[str, str] = {}
    written: list[Body] = []
    for visit in visits:
        person = visit.person
        if person is None and visit.name is not None:
            key = name_key(visit.name)
            if key not in entered:
                entered[key] = enter(visit.name)
                written.append(PersonAdded(entered[key], "child" if visit.role == "youth" else visit.role))
            person = entered[key]
        written.append(Visited(person, visit.count, instant_text(visit.at), site, visit.role, SOURCE))
        if visit.left is not None and (person is not None or fact_id is not None):
            came = fact_id(len(written) - 1) if person is None and fact_id is not None else None
            written.append(Left(person, came, visit.count, instant_text(visit.left), site, "staff"))
    return written
