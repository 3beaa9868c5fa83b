"""When the demo is: fixed by the town, never by today's date, so that equal seeds give equal documents."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clubhouse_logs.periods import fiscal_year
from tui.town import Town

__all__ = ["demo_day", "demo_fiscal_year", "demo_visits", "wall_text"]

SEASON_DAYS = 210  # the tournament is about seven months into the fiscal year: November in Kaga
SATURDAY = 5
SEASON_WEEKS = 8  # the children come while they prepare for the tournament
VISIT_PERCENT = 45  # a keen team's child comes on nearly every second opening day
AFTERNOON = time(13, 5)


def demo_fiscal_year(town: Town) -> int:
    """Return the fiscal year of the demo: the one the town's target is for."""
    target = town.clubhouse_target()
    return target.goal_year if target else 2022


def demo_day(town: Town) -> date:
    """Return the tournament day: the first Saturday of the season."""
    year = fiscal_year(demo_fiscal_year(town), town.fiscal_year_start_month)
    day = year.start + timedelta(days=SEASON_DAYS)
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def demo_visits(town: Town, seed: int, persons: tuple[str, ...]) -> list[tuple[datetime, str]]:
    """Return (instant, person) of every visit of the demo's children before the tournament, in order of time.

    Each child comes on an opening day or not by a hash of the seed, the child and the day.
    """
    calendar = town.calendar()
    year = fiscal_year(demo_fiscal_year(town), town.fiscal_year_start_month)
    first, last = demo_day(town) - timedelta(weeks=SEASON_WEEKS), demo_day(town)
    days = [day for day in calendar.planned_days(year) if first <= day < last]
    visits = []
    for day in days:
        opens = datetime.combine(day, AFTERNOON, calendar.timezone)
        for index, person in enumerate(persons):
            if _percent(f"{seed}/{person}/{day}") < VISIT_PERCENT:
                visits.append((opens + timedelta(minutes=7 * index), person))
    return visits


def wall_text(instant: datetime, timezone: ZoneInfo | None = None) -> str:
    """Return a moment as facts hold it: ISO with its offset, to the millisecond."""
    return instant.astimezone(timezone or UTC).isoformat(timespec="milliseconds")


def _percent(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100
