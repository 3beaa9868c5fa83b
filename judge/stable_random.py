"""The draw of lots that anyone can repeat: a hash of the published seed, never a generator.

The lot of number N at a place is `printf '%s' 'SEED/PLACE/N' | sha256sum`; the lowest lot comes first. The same with
every version of Python and in any other language. Numbers are entry numbers, so a renamed team keeps its lot.
"""

import hashlib
from collections.abc import Iterable

__all__ = ["draw", "lot"]


def lot(seed: int, place: str, number: int) -> str:
    """The lot (sha256, hex) of one entry number."""
    return hashlib.sha256(f"{seed}/{place}/{number}".encode("ascii")).hexdigest()


def draw(seed: int, place: str, numbers: Iterable[int]) -> list[int]:
    """Put entry numbers into the drawn order; the order they come in does not matter."""
    return sorted(numbers, key=lambda number: (lot(seed, place, number), number))
