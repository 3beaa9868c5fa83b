"""Which definitions an officer has signed, and when; it is printed under every figure. Pure.

Rules: a signature is of one definition in one version of its wording: another version is unsigned until it is signed;
       the latest that stands holds, and a correction takes it back; the role is kept here, and never a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clubhouse_logs.opening_calendar import TownCalendar
from judge.corrections import effective
from judge.facts import Fact, Noted

__all__ = ["VERSION", "Signature", "sign", "signatures"]

TOPIC = "definition_signed"
VERSION = 1
"""Of the definitions as they are printed; raise it when one of them is to say something else."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody in a role signed a definition on a day."""

    definition: str
    role: str
    day: date


def sign(definition: str, role: str) -> Noted:
    """Return what is recorded when somebody in a role signs a definition."""
    return Noted(TOPIC, {"definition": definition, "version": VERSION, "role": role})


def signatures(facts: Iterable[Fact], calendar: TownCalendar) -> dict[str, Signature]:
    """Return the signatures that hold, by definition."""
    found = {}
    for fact in effective(facts)[0]:
        match fact.body:
            case Noted(topic=topic, args={"definition": str(definition), "version": version, "role": str(role)}) if (
                topic == TOPIC and version == VERSION
            ):
                day = calendar.local_date(datetime.fromisoformat(fact.wall))
                found[definition] = Signature(definition, role, day)
    return found
