"""The draw of lots that anyone can repeat: a hash of the published seed, never a generator.

The lot of number N at a place is `printf '%s' 'SEED/PLACE/N' | sha256sum`; the lowest lot comes first. The same with
every version of Python and in any other language. Numbers are entry numbers, so a renamed team keeps its lot.
"""

import hashlib
from array import array
from collections.abc import Iterable

__all__ = ["Lots", "draw", "lot"]


def lot(seed: int, place: str, number: int) -> str:
    """The lot (sha256, hex) of one entry number."""
    return hashlib.sha256(f"{seed}/{place}/{number}".encode("ascii")).hexdigest()


def draw(seed: int, place: str, numbers: Iterable[int]) -> list[int]:
    """Put entry numbers into the drawn order; the order they come in does not matter."""
    return sorted(numbers, key=lambda number: (lot(seed, place, number), number))


class Lots:
    """As many numbers as a search asks for: those of `SEED/PLACE/1`, `SEED/PLACE/2`, ..., four bytes of each hash at a
    time, the last of them first."""

    __slots__ = ("_block", "_left", "_name")

    def __init__(self, seed: int, place: str) -> None:
        self._name, self._block, self._left = f"{seed}/{place}", 0, array("I")

    def below(self, count: int) -> int:
        """Return a whole number from 0 up to, not including, `count` (at most 2**16, so that all are as likely)."""
        if not self._left:
            self._block += 1
            self._left.frombytes(hashlib.sha256(f"{self._name}/{self._block}".encode("ascii")).digest())
        return self._left.pop() * count >> 32
