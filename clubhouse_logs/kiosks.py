"""Which stations wrote a house's facts: what each wrote last, and what is missing of it here. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from judge.facts import Fact

__all__ = ["Kiosk", "kiosks"]


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One station: kiosk, folder and year, as kiosk-1.x3k9q.2022."""

    station: str
    seq: int
    """The number of its last fact that is here."""
    lacks: int
    """How many facts before that are not here: a stick was not brought, a file is damaged."""
    heard: datetime
    """When that last fact was recorded, by the station's own clock."""


def kiosks(facts: Iterable[Fact]) -> list[Kiosk]:
    """Return the stations by when they were heard last, the newest first."""
    last: dict[str, Fact] = {}
    numbers: dict[str, set[int]] = {}
    for fact in facts:
        numbers.setdefault(fact.station, set()).add(fact.seq)
        if fact.station not in last or fact.seq > last[fact.station].seq:
            last[fact.station] = fact
    found = [
        Kiosk(station, fact.seq, fact.seq - len(numbers[station]), datetime.fromisoformat(fact.wall))
        for station, fact in last.items()
    ]
    return sorted(found, key=lambda one: (-one.heard.timestamp(), one.station))
