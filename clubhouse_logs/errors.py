"""What can go wrong in the clubhouse's arithmetic.

    ClubhouseError            code, fields; never a sentence for a reader (tui renders them)
     ├─ PeriodError           a period, month or year that cannot be
     ├─ CalendarError         opening rules, specials or closures that contradict themselves
     ├─ VisitError            an instant without a place on the calendar
     ├─ TargetError           a target whose baseline and goal give no path
     ├─ HouseError            what the door or the desk cannot do as asked
     ├─ BackupError           a backup that cannot be written, opened or restored as asked
     ├─ PublicationError      figures that cannot be frozen or published as asked
     └─ AccessError           a PIN, or a role that may not do this

Doubtful *records* never raise: they are counted as far as they go and returned as findings (see `visits.fold`).
"""

from __future__ import annotations

__all__ = [
    "AccessError",
    "BackupError",
    "CalendarError",
    "ClubhouseError",
    "HouseError",
    "PeriodError",
    "PublicationError",
    "TargetError",
    "VisitError",
]


class ClubhouseError(Exception):
    """A stable `code` and the `fields` a shell needs to word it."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.fields.items())])


class PeriodError(ClubhouseError):
    """Codes: period-is-empty (start, end), month-out-of-range (month)."""


class CalendarError(ClubhouseError):
    """Codes: weekday-out-of-range (weekday), hours-reversed (opens, closes), rules-share-a-date (since),
    closure-is-empty (start, end).
    """


class VisitError(ClubhouseError):
    """Codes: instant-without-offset (at)."""


class TargetError(ClubhouseError):
    """Codes: goal-equals-baseline (goal), years-reversed (baseline_year, goal_year), definition-unknown (definition),
    baseline-after-its-year (baseline_since).
    """


class HouseError(ClubhouseError):
    """Codes: house-is-full (heads, limit), nickname-unfit (longest), no-such-fact (fact),
    no-such-import (import_id), nothing-to-undo (import_id), no-such-programme (programme).
    """


class BackupError(ClubhouseError):
    """Codes: passphrase-short (least), not-a-backup (path), backup-not-opened (path), folder-not-empty (path)."""


class PublicationError(ClubhouseError):
    """Codes: snapshot-missing (path), snapshot-changed (path), period-not-over (last), nothing-shown (first, last),
    nothing-published (site), step-too-early (step), figures-moved (edition).
    """


class AccessError(ClubhouseError):
    """Codes: pin-wrong (tries_left), pin-locked (minutes), pin-short (least), role-needed (role)."""
