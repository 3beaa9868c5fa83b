"""The journals of one clubhouse: a folder a fiscal year, a file a station, one writer each, all of them read.

    clubhouse/FY2022/kiosk-1.db    kiosk-2.db    office.db    and any file brought from a kiosk that was elsewhere

Rules: two kiosks never write one file, so neither waits for the other or refuses it; each reads what the others wrote;
       a file that was elsewhere is put into the folder and is part of the record from then on, whatever its name;
       a fact written here comes after everything that could be read when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from judge.errors import JournalTaken, NotAJournal
from judge.facts import Body, Fact, order
from judge.journal import Follower, Journal, read_facts

__all__ = ["Stations", "read_house"]

KIOSKS_MAX = 99


def read_house(folder: Path) -> list[Fact]:
    """Return every fact of every year and station of a clubhouse, each once, in the one order; changes nothing.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    return _once_each(fact for path in _files(folder) for fact in read_facts(path))


class Stations:
    """The right to write one station's file of a year, and the facts of all; use it in a `with`, or close it.

    Raises: JournalTaken: another program writes as this station. JournalTooNew, JournalDamaged, NotAJournal.
    """

    def __init__(self, folder: Path, year: int, station: str | None, clock: Callable[[], str]) -> None:
        self.folder, self._year = folder, folder / f"FY{year}"
        self._year.mkdir(parents=True, exist_ok=True)
        self.journal = self._open(station, clock)
        self.station = self.journal.station
        self._followers: dict[Path, Follower] = {}
        try:
            old = (path for path in _files(folder) if path.parent != self._year)
            self._old = [fact for path in old for fact in read_facts(path)]
            followed = self._follow()
        except BaseException:
            self.close()
            raise
        self.facts = _once_each([*self._old, *self.journal.facts(), *followed])
        self.journal.hear(self.facts[-1].lamport if self.facts else 0)

    def fresh(self) -> list[Fact]:
        """Return what other stations have written since the last call, in the one order."""
        facts = order(self._follow())
        if facts:
            self.journal.hear(facts[-1].lamport)
        return facts

    def append(self, bodies: Iterable[Body], by: str) -> list[Fact]:
        """Record facts in one transaction, on the disk when this returns.

        Raises: FactInvalid, JournalWriteFailed: nothing was recorded.
        """
        return self.journal.append_all(bodies, by=by)

    def close(self) -> None:
        """Let go of all files."""
        for follower in self._followers.values():
            follower.close()
        self._followers.clear()
        self.journal.close()

    def _open(self, station: str | None, clock: Callable[[], str]) -> Journal:
        """Open the station's file; without a name, the first kiosk that no living program is."""
        if station is not None:
            return Journal.open(self._year / f"{station}.db", station, clock=clock)
        for number in range(1, KIOSKS_MAX):
            with suppress(JournalTaken):
                name = f"kiosk-{number}"
                return Journal.open(self._year / f"{name}.db", name, clock=clock)
        name = f"kiosk-{KIOSKS_MAX}"
        return Journal.open(self._year / f"{name}.db", name, clock=clock)

    def _follow(self) -> list[Fact]:
        for path in sorted(self._year.glob("*.db")):
            if path != self.journal.path and path not in self._followers:
                try:
                    self._followers[path] = Follower(path)
                except NotAJournal as error:
                    if error.reason != "empty":  # empty: its kiosk is making it at this moment
                        raise
        return [fact for follower in self._followers.values() for fact in follower.fresh()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("FY*/*.db") if path.stat().st_size)


def _once_each(facts: Iterable[Fact]) -> list[Fact]:
    return order({(fact.station, fact.seq): fact for fact in facts}.values())
