"""A clubhouse for tests: real files in a folder, a clock that is set, randomness that is counted."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from clubhouse_logs.clubhouse import Clubhouse, HouseRules
from clubhouse_logs.opening_calendar import TownCalendar

JAPAN = ZoneInfo("Asia/Tokyo")
SATURDAY = datetime(2022, 10, 1, 10, 30, tzinfo=JAPAN)


class House:
    """One folder, any number of stations, one clock for all of them."""

    def __init__(self, folder: Path, calendar: TownCalendar, now: datetime = SATURDAY) -> None:
        self.folder, self.calendar, self.now = folder, calendar, now
        self.rules = HouseRules()
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)

    def open(self, station: str | None = None) -> Clubhouse:
        """Open the folder as a station."""
        return Clubhouse.open(
            self.folder, calendar=self.calendar, rules=self.rules, clock=lambda: self.now, entropy=self.bytes,
            station=station,
        )  # fmt: skip

    def bytes(self, size: int) -> bytes:
        """Return bytes that were never returned before."""
        self._count += 1
        return sha256(f"{self.folder}{self._count}".encode()).digest()[:size]

    def wait(self, **span: float) -> None:
        """Let time pass: minutes=5."""
        self.now += timedelta(**span)
