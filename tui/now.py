"""The moment, as the commands hand it down: the rooms below take time as an argument."""

from datetime import UTC, datetime

__all__ = ["minute", "stamp", "wall"]


def minute() -> str:
    """Return now on this computer's clock, ISO 8601 to the minute, for people."""
    return datetime.now().astimezone().isoformat(timespec="minutes")[:16]


def stamp() -> str:
    """Return now in UTC, sortable, for file names: 20261123T140500Z."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def wall() -> str:
    """Return now as facts are dated: ISO with this computer's offset, to the millisecond."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")
