"""Who is in the house, as the clubhouse's door wrote it down: the class's list begins with them.

Read only, kiosks may be at work. A class in a school has no door and gets an empty list.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from clubhouse_logs.record import fold_record
from clubhouse_logs.stations import journals_of, read_house
from clubhouse_logs.visits import Role
from judge.errors import JournalError
from tui.clubhouse_house import house_folder
from tui.error_log import keep
from tui.town import Town

__all__ = ["Door"]

LOOK_AGAIN = timedelta(seconds=15)


class Door:
    """The doors of a town's sites on this computer. Args: now: with its offset."""

    def __init__(self, home: Path, town: Town, now: Callable[[], datetime]) -> None:
        self._home, self._town, self._now = home, town, now
        self._looked_at: datetime | None = None
        self._inside: list[str] = []

    def inside(self) -> list[str]:
        """Return the ids of the young people who came in today and were not seen going out, as they came. Blocks."""
        now = self._now()
        if self._looked_at is None or now - self._looked_at > LOOK_AGAIN:
            self._looked_at = now
            self._inside = [one for site in self._town.sites for one in self._inside_of(site.id, now)]
        return self._inside

    def _inside_of(self, site: str, now: datetime) -> list[str]:
        """A damaged journal is the clubhouse's trouble, told there: the class goes on without its list."""
        folder = house_folder(self._home, site)
        calendar, rules = self._town.calendar(site), self._town.site(site)
        try:
            if not journals_of(folder):
                return []
            record = fold_record(read_house(folder), calendar, merge_gap_min=rules.merge_gap_min)
        except JournalError as error:
            keep(error, self._home)
            return []
        today = calendar.local_date(now)
        here = (one for one in record.presences if one.day == today and one.went_out is None and one.role == Role.YOUTH)
        return list(dict.fromkeys(one.person for one in here if one.person is not None))
