"""The town's clubhouse of this computer: where its files lie, and with which of the town's values it is opened."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from clubhouse_logs.checkpoint import Counting, read_counted
from clubhouse_logs.clubhouse import Clubhouse, HouseRules
from clubhouse_logs.record import Record, fold_record
from clubhouse_logs.stations import read_house
from judge.facts import Fact
from tui.command_io import say
from tui.i18n import _
from tui.town import Town

__all__ = ["house_folder", "house_rules", "open_clubhouse", "read_counting", "read_record", "say_how_read"]


def house_folder(home: Path, site_id: str) -> Path:
    """Return the folder of a site's journals and of its table of people."""
    return home / "clubhouse" / site_id


def house_rules(town: Town, site_id: str | None = None) -> HouseRules:
    """Return the town's values for a site's door."""
    site = town.site(site_id)
    return HouseRules(
        merge_gap_min=site.merge_gap_min,
        capacity_soft=site.capacity_soft,
        capacity_hard=site.capacity_hard,
        provisional_days=town.privacy.provisional_days,
    )


def read_record(home: Path, town: Town, *, site_id: str | None = None) -> tuple[list[Fact], Record]:
    """Read a site's facts of all years and stations and fold them; writes nothing, kiosks may be at work.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    site = town.site(site_id)
    facts = read_house(house_folder(home, site.id))
    return facts, fold_record(facts, town.calendar(site_id), merge_gap_min=site.merge_gap_min)


def read_counting(home: Path, town: Town, *, site_id: str | None = None, now: datetime | None = None) -> Counting:
    """Read what figures and forms are made from; finished years come from their checkpoint where it fits.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    site = town.site(site_id)
    return read_counted(
        house_folder(home, site.id),
        town.calendar(site_id),
        now=now or datetime.now(town.timezone),
        merge_gap_min=site.merge_gap_min,
    )


def say_how_read(counting: Counting) -> None:
    """Tell on stderr until when facts were not read anew."""
    if counting.kept_at is not None and counting.kept_until is not None:
        say(_("Visits until {day} were checked on {checked} and are unchanged since by their files' heads; "
              "`kagarobo journal check` looks at every fact again.",
              day=counting.kept_until, checked=f"{counting.kept_at:%Y-%m-%d %H:%M}"))  # fmt: skip


def open_clubhouse(
    home: Path, town: Town, *, site_id: str | None = None, station: str | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Clubhouse:  # fmt: skip
    """Open a site's clubhouse to write as a station; without a name, as the first kiosk that is free.

    Raises: JournalTaken, JournalTooNew, JournalDamaged, NotAJournal, OSError.
    """
    folder = house_folder(home, town.site(site_id).id)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # who came when is nobody else's on this computer, though no journal holds a name
    return Clubhouse.open(
        folder,
        calendar=town.calendar(site_id),
        rules=house_rules(town, site_id),
        clock=clock or (lambda: datetime.now(town.timezone)),
        entropy=os.urandom,
        station=station,
    )
