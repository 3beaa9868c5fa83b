"""What the columns of a school's list of teams mean, whatever they are called and whoever merged their headings.

Rules: a heading is compared with widths, blanks, case and what stands in brackets folded away;
       a column nobody knows is named in the result, so that nothing of a file is left out without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from clubhouse_logs.written_dates import Cell
from tui.teams.vocabulary import HEADINGS, MEMBER

__all__ = ["Columns", "Header", "find_header", "folded", "plain"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands, counted from 0; `challenges` of their own by competition name, `not_kept` by heading."""

    of: Mapping[str, int]
    members: tuple[int, ...]
    marked: Mapping[int, str]
    """Column -> the folded name of the challenge it is for."""
    not_kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The heading's rows, numbered from 1, and what they say."""

    first: int
    last: int
    columns: Columns


def plain(cell: Cell) -> str:
    """Return a cell as one line of text: widths folded, blanks at the ends and line breaks gone."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(normalize("NFKC", str(cell)).split())


def folded(text: str) -> str:
    """Return what two writings of one name share: widths, case, blanks, dashes and dots."""
    return re.sub(r"[\s・･\-‐‑–—―−ー_.。'’]+", "", normalize("NFKC", text)).casefold()


def find_header(rows: Sequence[Sequence[Cell]], challenges: Iterable[str]) -> Header | None:
    """Find the first row that names the teams' column and another one; a second line of headings may follow.

    Args: challenges: every name a challenge is known by, folded.
    """
    known = frozenset(challenges)
    for number, row in enumerate(rows, 1):
        columns = _columns(row, known)
        if "name" not in columns.of or (len(columns.of) < 2 and not columns.members and not columns.marked):
            continue
        below = rows[number] if number < len(rows) else ()
        if _continues(row, below, columns, known):
            width = max(len(row), len(below))
            both = [_cell(below, place) or _cell(row, place) for place in range(width)]
            return Header(number, number + 1, _columns(both, known))
        return Header(number, number, columns)
    return None


def _continues(row: Sequence[Cell], below: Sequence[Cell], columns: Columns, known: frozenset[str]) -> bool:
    """Whether the row below still belongs to the heading: names of challenges, and nothing under the team's name."""
    name = columns.of["name"]
    beneath = _cell(below, name)
    return bool(_columns(below, known).marked) and beneath in ("", _cell(row, name))


def _columns(row: Sequence[Cell], known: frozenset[str]) -> Columns:
    of: dict[str, int] = {}
    members: list[int] = []
    marked: dict[int, str] = {}
    not_kept: list[str] = []
    for place in range(len(row)):
        title = re.sub(r"[\s*※]+|\(.*?\)|[【\[].*?[】\]]", "", _cell(row, place)).casefold()
        if not title:
            continue
        kind = next((kind for kind, titles in HEADINGS.items() if title in titles and kind not in of), None)
        if kind is not None:
            of[kind] = place
        elif MEMBER.fullmatch(title):
            members.append(place)
        elif folded(title) in known:
            marked[place] = folded(title)
        else:
            not_kept.append(_cell(row, place))
    return Columns(of, tuple(members), marked, tuple(not_kept))


def _cell(row: Sequence[Cell], place: int) -> str:
    return plain(row[place]) if place < len(row) else ""
