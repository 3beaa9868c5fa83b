"""One table of a TOML file, read key by key: every value's kind is checked, and what nobody asked for is refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from judge.errors import DefinitionError

__all__ = ["Table"]

T = TypeVar("T")


class Table:
    """One table of the file: hands out each value once with its kind checked, and refuses what is left over."""

    def __init__(self, file: str, key: str, value: Any) -> None:
        self.file, self.key = file, key
        if not isinstance(value, dict):
            self.fail("", "not-a-table")
        self.left = dict(value)

    def fail(self, where: str, reason: str, **fields: Any) -> NoReturn:
        key = ".".join(part for part in (self.key, where) if part)
        raise DefinitionError(self.file, key, reason, fields)

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        if name not in self.left:
            if default is None:
                self.fail(name, "missing")
            return default
        value = self.left.pop(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(name, "wrong-kind", wanted=kind.__name__)
        return value

    def table(self, name: str, default: dict[str, Any] | None = None) -> "Table":
        return Table(self.file, f"{self.key}.{name}".strip("."), self.take(name, dict, default))

    def texts(self, name: str) -> Mapping[str, str]:
        """Words in at least English and Japanese; a plain text is said as it is in every language."""
        given = self.left.get(name)
        if isinstance(given, str):
            self.left[name] = {"en": given, "ja": given}
        texts = self.take(name, dict)
        for language in ("en", "ja"):
            if not isinstance(texts.get(language), str):
                self.fail(f"{name}.{language}", "missing")
        return MappingProxyType(texts)

    def words(self, name: str, default: list[str] | None = None) -> tuple[str, ...]:
        words = self.take(name, list, default)
        if not all(isinstance(word, str) for word in words):
            self.fail(name, "wrong-kind", wanted="list of text")
        return tuple(words)

    def one_of(self, name: str, offered: tuple[str, ...], default: str | None = None) -> str:
        value = self.take(name, str, default)
        if value not in offered:
            self.fail(name, "unknown-name", name=value, offered=offered)
        return value

    def nothing_left(self) -> None:
        for name in self.left:
            self.fail(name, "unknown-key")
