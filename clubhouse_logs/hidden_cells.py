"""Small rows of a breakdown hidden, so that nobody is told apart in a table that is handed on. Pure.

Rules: few visits or children in a row hide both of its figures, and so many more rows (`suppression`) that no total
       gives one back; a zero is shown;
       where that cannot be reached, no row of the breakdown is shown.
Heads without a name stand apart: nobody is described by them, and their number is part of every 実.
Source: DEFINITIONS.md, Suppression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clubhouse_logs.suppression import Arc, is_small, protect

__all__ = ["HIDDEN_BELOW", "Cell", "hidden_cells"]

HIDDEN_BELOW = 10
"""The least count that is shown where a town says nothing: that of health statistics."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row's figures: visits, 延べ; children, 実, None where nobody in it has a name."""

    nobe: int
    jitsu: int | None


def hidden_cells(cells: Sequence[Cell], least_shown: int = HIDDEN_BELOW) -> frozenset[int]:
    """Return the places of the rows to hide, of a breakdown whose totals are known to everybody.

    Args: cells: every row with persons in it, those of zero too; heads without a name left out.
    """
    network: dict[str, Arc] = {}
    counts: dict[str, int] = {}
    for place, cell in enumerate(cells):
        children = cell.jitsu or 0
        for name, head, count, price in (
            ("visits", f"row {place}", cell.nobe, cell.nobe),
            ("children", "all children", children, cell.nobe),
            ("again", "all visits but the first", cell.nobe - children, None),
        ):
            key = f"{name} {place}"
            network[key] = Arc("all visits" if name == "visits" else f"row {place}", head, price)
            counts[key] = count
    small = {
        f"{name} {place}"
        for place, cell in enumerate(cells)
        if is_small(cell.nobe, least_shown) or is_small(cell.jitsu or 0, least_shown)
        for name in ("visits", "children")
        if counts[f"{name} {place}"]
    }
    edition = protect(network, (), counts, small, least_shown)
    if edition is None:
        return frozenset(range(len(cells)))
    return frozenset(int(key.rpartition(" ")[2]) for key in edition.hidden)
