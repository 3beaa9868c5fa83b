"""What a page of the public site is made of, as data: parts, each with an id, which a template turns to HTML.

Rule: every text is text. A name may be called `<script>`; a template writes it so that it is read and not run.
"""

from dataclasses import dataclass, field

from tui.paper.brackets import Placed

__all__ = ["Bracket", "Cell", "Content", "Line", "Links", "Part", "Run", "Runs", "Table", "cells"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text; `lang`: what language it is in, where that is not the page's. `href`: a page of the same folder."""

    text: str
    lang: str | None = None
    href: str | None = None
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. `is_marked`: it stands out (come now). `below`: what a narrow screen says under the row."""

    cells: tuple[Cell, ...]
    is_marked: bool = False
    below: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. `kind` tells the style sheet which columns are figures; `below_head`: that of `Line.below`."""

    id: str
    title: str
    kind: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    below_head: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Heats at their places."""

    id: str
    title: str
    heats: tuple[Placed, ...]
    pages: dict[str, str] = field(default_factory=dict)
    """A team's name -> its page."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links, each with what is said beside it."""

    id: str
    title: str
    links: tuple[tuple[Cell, str], ...]
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a team: what it is, how it stands, what it gave; `terms`: label, points, why."""

    title: str
    state: str
    score: str
    terms: tuple[tuple[str, str, str], ...] = ()
    with_teams: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Runs:
    """What a team did in a competition: sentences, then its runs."""

    id: str
    title: Cell
    facts: tuple[tuple[str, str], ...]
    """Head and words."""
    sentences: tuple[str, ...]
    runs: tuple[Run, ...]


Part = Table | Bracket | Links | Runs


@dataclass(frozen=True, slots=True)
class Content:
    """A page: its title, in a language of its own where it is a team's name, and its parts."""

    title: Cell
    subtitle: str
    parts: tuple[Part, ...]


def cells(*texts: str) -> tuple[Cell, ...]:
    """Plain texts as cells."""
    return tuple(Cell(text) for text in texts)
