"""Small cells of a breakdown hidden, so that nobody is told apart in a table that is handed on. Pure.

Rules: 1 to 9 visits or children in a row hide both of its figures; a zero is shown;
       then the smallest rows that are left are hidden too, until what the total gives back is a sum of two rows or more
       in which any of them may be 1 or 10 (a sum of m rows is at least m + 9);
       where that cannot be reached, no row of the breakdown is shown.
Heads without a name stand apart: nobody is described by them, and their number is part of every 実.
Source: DEFINITIONS.md, Suppression; the threshold is that of health statistics (fewer than ten).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["SMALL_MAX", "Cell", "hidden_cells"]

SMALL_MAX = 9
"""The largest count that is hidden."""
ROWS_MIN = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A row's figures: visits, 延べ; children, 実, None where nobody in it has a name."""

    nobe: int
    jitsu: int | None

    @property
    def is_small(self) -> bool:
        return any(1 <= number <= SMALL_MAX for number in (self.nobe, self.jitsu or 0))


def hidden_cells(cells: Sequence[Cell]) -> frozenset[int]:
    """Return the places of the rows to hide, of a breakdown whose totals are known to everybody.

    Args: cells: every row with persons in it, those of zero too; heads without a name left out.
    """
    hidden = {place for place, cell in enumerate(cells) if cell.is_small}
    if not hidden:
        return frozenset()
    rest = [place for place, cell in enumerate(cells) if place not in hidden and cell.nobe]
    for place in sorted(rest, key=lambda one: (cells[one].nobe, one)):
        if _is_safe([cells[one] for one in hidden]):
            break
        hidden.add(place)
    return frozenset(hidden if _is_safe([cells[one] for one in hidden]) else range(len(cells)))


def _is_safe(hidden: Sequence[Cell]) -> bool:
    """Whether neither of the two sums that a total gives back tells a row's figure."""
    sums = ([cell.nobe for cell in hidden], [cell.jitsu or 0 for cell in hidden])
    return len(hidden) >= ROWS_MIN and all(sum(numbers) >= len(numbers) + SMALL_MAX for numbers in sums)
