"""A finding: one thing wrong with something a person gave us, returned, not raised.

Five mistakes in a file give five findings; tui renders them by `code`, grouped by `source`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Finding", "Level"]

Level = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `source` names the place (a row is `station:seq`)."""

    code: str
    level: Level
    source: str
    fields: Mapping[str, int | str] = field(default_factory=dict, hash=False)
