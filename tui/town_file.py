"""Read a town's TOML so that every mistake is named: file, key, reason.

A `Table` hands out checked values by key and remembers which keys were asked for; `close` then refuses the ones nobody
knows, so that a misspelt key is an error and not a silent default.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

__all__ = ["Table", "TownError", "read_toml"]

ID_SHAPE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}", re.IGNORECASE)


class TownError(Exception):
    """A town file that cannot be used.

    Fields: file (path), key (dotted, list places [n] from 0; a line or row of the indicator table; empty for the whole
    file), reason, found (what stood there).
    Reasons: file-missing, not-utf8, not-toml, missing, unknown-key, not-a-text, not-an-integer, not-a-flag, not-a-date,
    not-a-time, not-a-list, not-a-table, not-an-id, not-a-pair, out-of-range, not-one-of, duplicate, empty,
    unknown-timezone, unknown-country, unknown-indicator, unknown-site, indicator-not-computed,
    no-name-in-own-language, contradiction.
    """

    code = "town-file"

    def __init__(self, file: str, key: str, reason: str, found: object = None) -> None:
        super().__init__(file, key, reason, found)
        self.file = file
        self.key = key
        self.reason = reason
        self.found = found
        self.fields: dict[str, object] = {"file": file, "key": key, "reason": reason, "found": found}

    def __str__(self) -> str:
        return f"{self.file}: {self.key or '(file)'}: {self.reason}: {self.found!r}"


class Table:
    """One table of the file; every getter raises TownError on a missing key or a wrong value."""

    def __init__(self, file: str, data: Mapping[str, Any], path: str = "") -> None:
        self.file = file
        self._data = data
        self._path = path
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def wrong(self, key: str, reason: str, found: object = None) -> TownError:
        """Build, not raise, the error about one key of this table."""
        return TownError(self.file, f"{self._path}.{key}" if self._path else key, reason, found)

    def close(self) -> None:
        """Refuse keys that no getter asked for."""
        for key in self._data:
            if key not in self._asked:
                raise self.wrong(key, "unknown-key", self._data[key])

    def text(self, key: str) -> str:
        value = self._typed(key, str, "not-a-text")
        if not value.strip():
            raise self.wrong(key, "empty", value)
        return str(value)

    def identifier(self, key: str) -> str:
        value = self.text(key)
        if not ID_SHAPE.fullmatch(value):
            raise self.wrong(key, "not-an-id", value)
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        if key not in self._data and default is not None:
            return default
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(key, "not-one-of", value)
        return value

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        if key not in self._data and default is not None:
            return default
        value = self._typed(key, int, "not-an-integer")
        if isinstance(value, bool):
            raise self.wrong(key, "not-an-integer", value)
        if not low <= value <= high:
            raise self.wrong(key, "out-of-range", value)
        return int(value)

    def flag(self, key: str) -> bool:
        """Return a boolean; a missing one is false."""
        return bool(self._typed(key, bool, "not-a-flag")) if key in self._data else False

    def day(self, key: str) -> date:
        value = self._typed(key, date, "not-a-date")
        if isinstance(value, datetime):
            raise self.wrong(key, "not-a-date", value)
        return value  # type: ignore[no-any-return]

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if key in self._data else None

    def clock(self, key: str, default: time | None = None) -> time:
        if key not in self._data and default is not None:
            return default
        return self._typed(key, time, "not-a-time")  # type: ignore[no-any-return]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a non-empty list of different texts."""
        return self._different(key, str, "not-a-text")

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of different dates; a missing one is empty."""
        return self._different(key, date, "not-a-date") if key in self._data else ()

    def pair(self, key: str, low: int, high: int) -> tuple[int, int] | None:
        """Return an inclusive range [from, to] within low..high; None when the key is missing."""
        if key not in self._data:
            return None
        value = self._typed(key, list, "not-a-list")
        if len(value) != 2 or not all(type(end) is int and low <= end <= high for end in value) or value[0] > value[1]:
            raise self.wrong(key, "not-a-pair", value)
        return value[0], value[1]

    def names(self, key: str, own_language: str) -> dict[str, str]:
        """Return language -> name; the town's own language must be among them."""
        table = self.table(key)
        names = {language: table.text(language) for language in table._data}
        if own_language not in names:
            raise self.wrong(key, "no-name-in-own-language", own_language)
        return names

    def table(self, key: str) -> Table:
        return self._below(key, self._typed(key, dict, "not-a-table"))

    def tables(self, key: str) -> list[Table]:
        """Return a list of tables; a missing one is empty."""
        if key not in self._data:
            return []
        value = self._typed(key, list, "not-a-list")
        return [self._below(f"{key}[{number}]", item) for number, item in enumerate(value)]

    def _below(self, key: str, data: object) -> Table:
        if not isinstance(data, dict):
            raise self.wrong(key, "not-a-table", data)
        return Table(self.file, data, f"{self._path}.{key}" if self._path else key)

    def _typed(self, key: str, kind: type, reason: str) -> Any:
        self._asked.add(key)
        if key not in self._data:
            raise self.wrong(key, "missing")
        value = self._data[key]
        if not isinstance(value, kind):
            raise self.wrong(key, reason, value)
        return value

    def _different(self, key: str, kind: type, reason: str) -> tuple[Any, ...]:
        value = self._typed(key, list, "not-a-list")
        for item in value:
            if type(item) is not kind:
                raise self.wrong(key, reason, item)
        if not value:
            raise self.wrong(key, "empty", value)
        if len(set(value)) != len(value):
            raise self.wrong(key, "duplicate", value)
        return tuple(value)


def read_toml(path: Path) -> Table:
    """Return the file's top table.

    Raises: TownError(file-missing | not-utf8 | not-toml).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TownError(str(path), "", "not-utf8", error.start) from error
    except OSError as error:
        raise TownError(str(path), "", "file-missing", error.strerror) from error
    try:
        return Table(str(path), tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TownError(str(path), "", "not-toml", str(error)) from error
