"""From an import's plan to the facts it would write, and from a journal's visits to what a plan compares with.

Rules: a fact gets the person's id and never the name; a name that is new gets one id for all of its rows;
       every visit says that it came from paper, so it can be told from a scan;
       undo is a correction of each visit written; who was entered stays entered, as the name does, until forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clubhouse_logs.kpi import CountedVisit
from clubhouse_logs.visit_import import PlannedVisit, name_key
from clubhouse_logs.visits import Role
from judge.facts import Body, PersonAdded, Visited, instant_text

__all__ = ["SOURCE", "bodies", "existing_visits"]

SOURCE = "paper"


def existing_visits(visits: Iterable[CountedVisit]) -> list[PlannedVisit]:
    """Return the visits of a folded log as a plan compares them; without names, which it does not need."""
    return [PlannedVisit(None, visit.person, visit.count, visit.day, visit.at) for visit in visits]


def bodies(visits: Iterable[PlannedVisit], *, site: str, enter: Callable[[str], str]) -> list[Body]:
    """Return the facts of an import in the plan's order, a new person's entry before the first visit.

    Args: enter: puts a new nickname into the erasable table and returns its id; called once a name.
    """
    entered: dict[str, str] = {}
    written: list[Body] = []
    for visit in visits:
        person = visit.person
        if person is None and visit.name is not None:
            key = name_key(visit.name)
            if key not in entered:
                entered[key] = enter(visit.name)
                written.append(PersonAdded(entered[key], "child"))
            person = entered[key]
        written.append(Visited(person, visit.count, instant_text(visit.at), site, Role.YOUTH.value, SOURCE))
    return written
