"""The page for the hall's projector: everything that is on, sheet after sheet, big, without links to follow."""

from collections.abc import Iterator
from dataclasses import replace

from tui.display.words import competition_title
from tui.i18n import _
from tui.live.competition_parts import competition_page
from tui.live.hall_parts import index_page, lines_page
from tui.live.parts import Bracket, Cell, Content, Links, Part, Table
from tui.live.watch import Seen
from tui.live.words import site_title

__all__ = ["wall_page"]


def wall_page(seen: Seen, now_ms: int) -> Content:
    """What is on now and next, the lines, then each competition that has begun: places, bracket, standings."""
    parts = [
        *(part for part in index_page(seen, now_ms).parts if not isinstance(part, Links)),
        *(_lines(part) for part in lines_page(seen, now_ms).parts if isinstance(part, Table) and part.lines),
        *_competitions(seen),
    ]
    return Content(Cell(site_title(seen.hall)), "", tuple(parts))


def _lines(part: Table) -> Table:
    return replace(part, title=f"{part.title} · " + _("the line"))


def _competitions(seen: Seen) -> Iterator[Part]:
    """Ids and titles are made one competition's: they stand side by side here."""
    for name, state in seen.states.items():
        if state.definition is None:
            continue
        title = competition_title(state) + (" " + _("(frozen)") if name in seen.hall.frozen else "")
        for part in competition_page(seen, name).parts:
            if isinstance(part, Table | Bracket):
                yield replace(part, id=f"{name}-{part.id}", title=f"{title} · {part.title}")
