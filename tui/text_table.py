"""A table as text, for a terminal and for the wall: columns stand under each other in every script."""

from collections.abc import Sequence

from rich.cells import cell_len

__all__ = ["columns_of", "table_lines"]

GAP = "  "


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return each row as a line; a column that is empty in every row but the first (its head) is left out."""
    if not rows:
        return []
    used = [index for index in range(len(rows[0])) if any(row[index] for row in rows[1:])]
    widths = {index: max(columns_of(row[index]) for row in rows) for index in used}
    return [
        GAP.join(row[index] + " " * (widths[index] - columns_of(row[index])) for index in used).rstrip() for row in rows
    ]


def columns_of(text: str) -> int:
    """Return how wide a text stands on a terminal: by what is seen, so an emoji of five characters counts as two."""
    return cell_len(text)
