"""One more edition of a month or a fiscal year: worked out, frozen, and written for the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import PublicationError
from clubhouse_logs.figures import figures_of
from clubhouse_logs.frozen import Frozen, figure_values, read_frozen, snapshot, write_frozen
from clubhouse_logs.periods import ONE_DAY, Period, fiscal_year, fiscal_year_of
from clubhouse_logs.public_dataset import write_dataset
from clubhouse_logs.public_table import count_year, least_room, next_table
from clubhouse_logs.record import Record
from clubhouse_logs.signatures import VERSION
from judge.home_key import home_key
from tui.clubhouse_house import house_folder
from tui.clubhouse_reports.public_words import metadata
from tui.town import Town

__all__ = ["Planned", "editions_of", "freeze", "plan_edition", "write_public"]


@dataclass(frozen=True, slots=True)
class Planned:
    """The next edition of a period, before anything is written; `said` is None where the last one still holds."""

    period: Period
    edition: int
    said: Mapping[str, Any] | None
    before: Frozen | None
    room: int | None = None
    """By how much the best known hidden count stays open, worked out anew; None where nothing is hidden."""

    @property
    def hidden(self) -> int:
        """How many counts it hides."""
        return 0 if self.said is None else len(self.said["table"]["hidden"])


def editions_of(home: Path, town: Town, site: str, record: Record) -> list[Frozen]:
    """Return every edition of a site, checked. Raises: PublicationError, OSError."""
    return read_frozen(
        house_folder(home, site), record.published, site=site, fiscal_year_start_month=town.fiscal_year_start_month
    )


def plan_edition(
    record: Record, editions: Sequence[Frozen], town: Town, site: str, period: Period, *,
    today: date,
) -> Planned:  # fmt: skip
    """Work out the next edition of a month or a fiscal year that is over.

    Raises: PublicationError(period-not-over: last; nothing-shown: first, last).
    """
    last = period.end - ONE_DAY
    if today <= last:
        raise PublicationError("period-not-over", last=last)
    number = fiscal_year_of(period.start, town.fiscal_year_start_month)
    year = fiscal_year(number, town.fiscal_year_start_month)
    same = [one for one in editions if (one.first, one.last) == (period.start, last)]
    before = same[-1] if same else None
    counts = count_year(
        record, year, stages=[one.id for one in town.divisions], until=Period(year.start, period.end)
    )  # fmt: skip
    of_year = [one.table for one in editions if one.fiscal_year == number]
    table = next_table(
        of_year,
        counts,
        month=None if period.kind == year.kind else f"{period.start:%Y-%m}",
        least_shown=town.privacy.hidden_below,
    )
    if table is None:
        raise PublicationError("nothing-shown", first=period.start, last=last)
    room = least_room(of_year, table, town.privacy.hidden_below)
    if room is not None and room < town.privacy.hidden_below - 1:
        raise AssertionError(f"a hidden count stays open by {room} only")  # our own mistake, and nothing is written
    house = town.site(site)
    records = record.records(
        period, as_of=last, target=town.clubhouse_target(site), capacity=house.capacity_hard or house.capacity_soft,
        merge_gap_min=house.merge_gap_min,
    )  # fmt: skip
    found = figures_of(record.tallies, period=period, as_of=last, records=records)
    edition = 1 if before is None else before.edition + 1
    if before is not None and before.table == table and dict(before.figures) == figure_values(found):
        return Planned(period, before.edition, None, before)
    said = snapshot(
        period, table, found, edition=edition, published_on=today, fiscal_year=number, before=before,
        definitions=VERSION,
    )  # fmt: skip
    return Planned(period, edition, said, before, room)


def freeze(club: Clubhouse, home: Path, planned: Planned, *, by: str) -> None:
    """Sign an edition with the home's key and record it; nothing where the last one holds. Raises: OSError."""
    if planned.said is not None:
        body = write_frozen(house_folder(home, club.calendar.site), planned.said, home_key(home))
        club.append([body], by=by)


def write_public(home: Path, town: Town, site: str, editions: Sequence[Frozen], to: Path) -> list[Path]:
    """Write the public dataset of every edition. Raises: PublicationError(nothing-published), OSError."""
    if not editions:
        raise PublicationError("nothing-published", site=site)
    return write_dataset(editions, to, home_key(home), metadata=metadata(town, site))
