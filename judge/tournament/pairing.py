"""Two who are to meet, or one who has nobody to meet."""

from dataclasses import dataclass

__all__ = ["Pairing"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two who meet; `first` has the first side. `second` is None: `first` has a bye."""

    first: str
    second: str | None
