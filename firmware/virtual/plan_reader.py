"""A field's file key by key, each checked; a wrong one is named."""

from pathlib import Path
from typing import Any

from firmware.virtual.field_errors import FieldError

__all__ = ["PlanReader", "Table"]

Table = dict[str, Any]


class PlanReader:
    """Keys of one file. Raises: FieldError: which key, and why."""

    def __init__(self, file: Path, table: Table) -> None:
        self.file = file
        self._table = table

    def has(self, name: str) -> bool:
        """Whether the file has this section."""
        return name in self._table

    def fail(self, part: str, reason: str) -> FieldError:
        """What is wrong with the file, to be raised."""
        return FieldError(self.file, part, reason)

    def table(self, name: str) -> Table:
        """A section."""
        found = self._table.get(name)
        if not isinstance(found, dict):
            raise self.fail(f"[{name}]", "is missing")
        return found

    def text(self, key: str) -> str:
        """A text that is not empty."""
        found = self._table.get(key)
        if not isinstance(found, str) or not found:
            raise self.fail(key, "must be a text")
        return found

    def number(self, section: str, key: str) -> float:
        """Any number."""
        found = self.table(section).get(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.fail(f"{section}.{key}", "must be a number")
        return float(found)

    def amount(self, section: str, key: str, least: float = 0.0) -> float:
        """A number that is not below `least`."""
        found = self.number(section, key)
        if found < least:
            raise self.fail(f"{section}.{key}", f"must not be below {least:g}")
        return found

    def share(self, section: str, key: str) -> float:
        """From 0 to 1; 1 where it is not given."""
        found = self.amount(section, key) if key in self.table(section) else 1.0
        if found > 1:
            raise self.fail(f"{section}.{key}", "must not be above 1")
        return found

    def inputs(self, gates: tuple[str, ...]) -> tuple[str, ...]:
        """The gates at the judge box's inputs: 1 to 8 of those that the field has."""
        found = self.table("judge_box").get("inputs")
        if not isinstance(found, list) or not 1 <= len(found) <= 8 or len(set(map(str, found))) != len(found):
            raise self.fail("judge_box.inputs", "must be 1 to 8 different gates")
        for name in found:
            if name not in gates:
                raise self.fail("judge_box.inputs", f"{name!r} is not one of {', '.join(gates)}")
        return tuple(found)
