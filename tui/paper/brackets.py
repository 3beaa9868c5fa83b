"""Where the heats of a bracket stand on a page or a screen, and the page itself.

A heat stands half-way between the two that feed it; a first heat, or one that nobody feeds, takes the next row. Heats
that nobody has to run (a bye) are left out, and whoever had it stands in the heat after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui.i18n import _
from tui.paper.press import Said, said

__all__ = ["Placed", "SideLine", "bracket_page", "placed"]


@dataclass(frozen=True, slots=True)
class SideLine:
    """A side as it is written: the team's name, or where it comes from, or nothing; its points as text."""

    name: Said
    points: str = ""
    wins: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A heat at its place. `feeds`: the heat its winner goes to."""

    id: str
    column: int
    row: float
    sides: tuple[SideLine, SideLine]
    feeds: str | None


def placed(
    rounds: Sequence[Sequence[tuple[str, tuple[SideLine, SideLine]]]], feeds: Mapping[str, str], first_row: float = 0
) -> list[Placed]:
    """Place the heats of rounds, first to last.

    Args: rounds: of each heat its id and its two sides. feeds: heat id -> the id of the heat its winner goes to.
    """
    rows: dict[str, float] = {}
    feeders: dict[str, list[str]] = {}
    for heat, following in feeds.items():
        feeders.setdefault(following, []).append(heat)
    order = _order(rounds, feeders)
    for row, heat in enumerate(heat for heat in order if not feeders.get(heat)):
        rows[heat] = first_row + row
    for heats in rounds:
        for heat, _sides in heats:
            if heat not in rows:
                above = [rows[feeder] for feeder in feeders.get(heat, ()) if feeder in rows]
                rows[heat] = sum(above) / len(above) if above else first_row + len(rows)
    return [
        Placed(heat, column, rows[heat], sides, feeds.get(heat))
        for column, heats in enumerate(rounds)
        for heat, sides in heats
    ]


def _order(rounds: Sequence[Sequence[tuple[str, Any]]], feeders: Mapping[str, Sequence[str]]) -> list[str]:
    """The heats from top to bottom, each after those that feed it: the way down from the last round."""
    seen: list[str] = []

    def visit(heat: str) -> None:
        for feeder in feeders.get(heat, ()):
            visit(feeder)
        if heat not in seen:
            seen.append(heat)

    for heats in reversed(rounds):
        for heat, _sides in heats:
            visit(heat)
    return seen


def bracket_page(
    title: str, heats: Sequence[Placed], *, subtitle: str | None = None, foot: str | None = None
) -> dict[str, Any]:
    """The data of template `bracket`: one page, on its side."""
    places = {heat.id: (heat.column, heat.row) for heat in heats}
    return {
        "title": said(title),
        "subtitle": said(subtitle) if subtitle else None,
        "foot": said(foot) if foot else None,
        "columns": 1 + max((heat.column for heat in heats), default=0),
        "rows": 1 + max((heat.row for heat in heats), default=0),
        "heats": [
            {
                "name": _("heat {heat}", heat=heat.id),
                "column": heat.column,
                "row": heat.row,
                "sides": [{"name": side.name, "points": side.points, "wins": side.wins} for side in heat.sides],
                "to": places.get(heat.feeds) if heat.feeds else None,
            }
            for heat in heats
        ],
    }
