"""The journals of one clubhouse: a folder a fiscal year, a file a station, one writer each, all of them read.

    clubhouse/FY2022/kiosk-1.x3k9q.db    kiosk-2.x3k9q.db    office.x3k9q.db    and any brought from elsewhere

Rules: a station of the facts is kiosk, folder and year (kiosk-1.x3k9q.2022), so no two files ever number facts alike;
       a folder that was copied or restored is another folder: it gets another tag and never goes on as the first one;
       two kiosks never write one file, so neither waits for the other or refuses it; each reads what the others wrote;
       a file that was elsewhere is put into the folder and is part of the record from then on, whatever its name;
       a fact written here comes after everything that could be read when it was written.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from platform import node

from judge.errors import JournalTaken, NotAJournal
from judge.facts import Body, Fact, Left, Visited, order
from judge.journal import Follower, Journal, last_lamport, read_facts, select_facts

__all__ = ["Stations", "journals_of", "read_house"]

KIOSKS_MAX = 100
DOOR_KINDS = f"('{Visited.KIND}', '{Left.KIND}')"
TAG_LETTERS = 5


def read_house(folder: Path) -> list[Fact]:
    """Return every fact of every year and station of a clubhouse, each once, in the one order; changes nothing.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    return _once_each(fact for path in journals_of(folder) for fact in read_facts(path))


class Stations:
    """The right to write one station's file of a year, and the facts of all; use it in a `with`, or close it.

    Of the other files only what is asked for is read, so that opening takes no longer after five years than after one.

    Raises: JournalTaken: another program writes as this station. JournalTooNew, JournalDamaged, NotAJournal.
    """

    def __init__(
        self, folder: Path, year: int, kiosk: str | None, clock: Callable[[], str], entropy: Callable[[int], bytes]
    ) -> None:
        self._year, self._number = folder / f"FY{year}", year
        self._year.mkdir(parents=True, exist_ok=True)
        self._tag = _tag(folder, entropy)
        self.kiosk, self.journal = self._open(kiosk, clock)
        self._followers: dict[Path, Follower] = {}
        self._folder, self._is_open = folder, False
        try:
            self._follow()
            self._is_open = True
            self.journal.hear(max(map(last_lamport, self._others()), default=0))
        except BaseException:
            self.close()
            raise

    def all_facts(self) -> list[Fact]:
        """Return every fact of every year and station, each once, in the one order, all chains checked."""
        return _once_each([*(fact for path in self._others() for fact in read_facts(path)), *self.journal.facts()])

    def desk_facts(self) -> list[Fact]:
        """Return every fact that is no coming or going: few, even after years."""
        return self._selected(f"kind NOT IN {DOOR_KINDS}", lambda fact: fact.kind not in (Visited.KIND, Left.KIND))

    def door_facts(self, first: date, last: date) -> list[Fact]:
        """Return the comings and goings written down for UTC dates from `first` to `last`, before corrections."""
        # Both bodies begin with their instant, so that one comparison of text picks the days.
        low, high = (f'{{"at":"{day.isoformat()}' for day in (first, last + timedelta(days=1)))
        return self._selected(
            f"kind IN {DOOR_KINDS} AND body >= ? AND body < ?",
            lambda fact: fact.kind in (Visited.KIND, Left.KIND) and low <= fact.text < high,
            low,
            high,
        )

    def find(self, place: tuple[str, int]) -> Fact | None:
        """Return one fact by its station and number."""
        return next(
            iter(self._selected("station = ? AND seq = ?", lambda fact: (fact.station, fact.seq) == place, *place)),
            None,
        )

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

    def coming_fact(self, place: int) -> str:
        """Return the id of the fact written next (0), or of the `place`-th after it."""
        return f"{self.journal.station}:{self.journal.last_seq + 1 + place}"

    def close(self) -> None:
        """Let go of all files."""
        for follower in self._followers.values():
            follower.close()
        self._followers.clear()
        self.journal.close()

    def _open(self, kiosk: str | None, clock: Callable[[], str]) -> tuple[str, Journal]:
        """Open the kiosk's file; without a name, that of the first one which no living program is."""
        for number in range(1, KIOSKS_MAX):
            name = kiosk or f"kiosk-{number}"
            path, station = self._year / f"{name}.{self._tag}.db", f"{name}.{self._tag}.{self._number}"
            try:
                return name, Journal.open(path, station, clock=clock)
            except JournalTaken:
                if kiosk is not None or number == KIOSKS_MAX - 1:
                    raise
        raise AssertionError("the last kiosk opens or raises")

    def _selected(self, where: str, picks: Callable[[Fact], bool], *values: str | int) -> list[Fact]:
        others = [fact for path in self._others() for fact in select_facts(path, where, *values)]
        return _once_each([*others, *filter(picks, self.journal.facts())])

    def _others(self) -> list[Path]:
        """The files of all years that hold facts and are not ours to write."""
        following = self._followers.keys()
        return [path for path in journals_of(self._folder) if path in following or path.parent != self._year]

    def _follow(self) -> list[Fact]:
        """What files of this year got since the last look; of one that was not there before, all of it."""
        found = []
        for path in sorted(self._year.glob("*.db")):
            if path == self.journal.path:
                continue
            if path not in self._followers:
                try:
                    self._followers[path] = Follower(path, skips=not self._is_open)
                except NotAJournal as error:
                    if error.reason != "empty":  # empty: its kiosk is making it at this moment
                        raise
                    continue
            found += self._followers[path].fresh()
        return found


def _tag(folder: Path, entropy: Callable[[int], bytes]) -> str:
    """Return the folder's own five letters, new ones where the folder is not the one they were made for."""
    path, here = folder / "folder.json", {"host": node(), "inode": folder.stat().st_ino}
    with suppress(FileNotFoundError, ValueError, KeyError):
        known = json.loads(path.read_text(encoding="utf-8"))
        if {key: known[key] for key in here} == here:
            return str(known["tag"])
    tag = b32encode(entropy(8)).decode("ascii").lower()[:TAG_LETTERS]
    path.write_text(json.dumps(here | {"tag": tag}), encoding="utf-8")
    return tag


def journals_of(folder: Path) -> list[Path]:
    """Return the files of all years and stations that hold something, in one order."""
    return sorted(path for path in folder.glob("FY*/*.db") if path.stat().st_size)


def _once_each(facts: Iterable[Fact]) -> list[Fact]:
    return order({(fact.station, fact.seq): fact for fact in facts}.values())
