"""Whose name a home's clubhouses keep no longer, and the deed: erased everywhere, with the ledger and the receipt."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.erasure import ErasedLine, lines_of_facts
from clubhouse_logs.members import Standing
from clubhouse_logs.retention import due_for_erasure
from judge.facts import Body, MemberEnded, PersonErased
from tui.clubhouse_house import house_folder, open_clubhouse
from tui.forgetting import Receipt, forget, new_lines
from tui.town import Town

__all__ = ["OFFICE", "Wanted", "due_in", "due_now", "erase", "write_erased"]

OFFICE = "office"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to erase; `since`: the first day the name was no longer needed."""

    person: str
    reason: str
    since: date | None = None


def due_now(
    home: Path, town: Town, today: date, *, kept: Collection[str] = (), clock: Clock | None = None
) -> list[Wanted]:  # fmt: skip
    """Return whom the town's rules keep no longer; writes nothing about them."""
    found = []
    for club in _clubs(home, town, clock):
        found += due_in(club, town, today, kept=kept)
    return found


def due_in(club: Clubhouse, town: Town, today: date, *, kept: Collection[str] = ()) -> list[Wanted]:
    """Return whom one clubhouse keeps no longer."""
    persons = [member.person for member in club.people.members() if member.person not in kept]
    due = due_for_erasure(
        persons, club.facts(), club.record(), today=today, identified_years=town.privacy.identified_years
    )
    return [Wanted(one.person, one.reason, one.since) for one in due]


def erase(home: Path, town: Town, wanted: Sequence[Wanted], today: date, *, clock: Clock | None = None) -> Receipt:
    """Erase persons, every id of theirs, from everything below a home; nothing may have its journals open.

    Raises: as `tui.forgetting.forget`.
    """
    lines, persons = list[ErasedLine](), list[str]()
    for one in wanted:
        ids = _all_ids(home, town, one.person, clock)
        lines += new_lines(ids, home, today=today, reason=one.reason, entropy=os.urandom)
        persons += ids
    receipt = forget(home, persons, lines)
    for club in _clubs(home, town, clock):
        write_erased(club, lines, today)
    return receipt


def write_erased(club: Clubhouse, lines: Sequence[ErasedLine], today: date) -> None:
    """Write down in a clubhouse that the erased are no members any more, and the ledger's lines it has not."""
    known = {line.digest for line in lines_of_facts(club.facts())}
    bodies: list[Body] = []
    for line in lines:
        if club.members.standing(line.stands_as, today) in (Standing.CONFIRMED, Standing.PROVISIONAL):
            bodies.append(MemberEnded(line.stands_as, today.isoformat(), "erased"))
        if line.digest not in known:
            bodies.append(PersonErased(line.digest, line.stands_as, line.date, line.reason))
    club.append(bodies, by="staff")


def _clubs(home: Path, town: Town, clock: Clock | None) -> Iterator[Clubhouse]:
    """The town's clubhouses that this home holds, each open while it is looked at."""
    for site in town.sites:
        if house_folder(home, site.id).is_dir():
            with open_clubhouse(home, town, site_id=site.id, station=OFFICE, clock=clock) as club:
                yield club


def _all_ids(home: Path, town: Town, person: str, clock: Clock | None) -> list[str]:
    """A person's id and every one that was found to be the same child's."""
    found = {person}
    for club in _clubs(home, town, clock):
        found |= set(club.ids_of(person))
    return sorted(found)
