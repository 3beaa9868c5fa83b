"""The hall's screen: pages in turn, big, with a clock; it says so when what it shows is old.

It only reads. Every second it looks whether the journal has grown; a journal that cannot be read for three seconds
makes the screen say that it is old, and it goes on trying.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Digits, Static

from judge.errors import JudgeError
from judge.facts import Fact
from tui.display.drawing import sheets
from tui.display.pages import Page, hall_pages
from tui.display.words import stale_words
from tui.i18n import _
from tui.kept_definitions import NOTHING_KEPT, Kept
from tui.tablet.redraw import RedrawnApp

__all__ = ["DisplayApp"]

STALE_S = 3.0
LOOK_S = 1.0
MS = 1000


class DisplayApp(RedrawnApp):
    """The screen of the hall until somebody leaves it.

    Args: read: the facts now, in their order; None while none are new. turn_s: how long a page stands.
    now: the hall's time. kept: the definitions that the journal keeps. monotonic_s: for the age of what is shown.
    """

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top { height: 3; background: $panel; }
    #title { width: 1fr; height: 3; padding: 1 2; text-style: bold; }
    #clock { width: auto; padding: 0 2; }
    #old { height: auto; display: none; background: $warning; color: black; text-style: bold; text-align: center; }
    #old.shown { display: block; }
    #page { height: 1fr; padding: 1 2; }
    #foot { height: 1; background: $panel; color: $text-muted; padding: 0 2; }
    """
    BINDINGS = [
        Binding("q,escape", "quit", show=False),
        Binding("right,space,enter", "turn(1)", show=False),
        Binding("left,backspace", "turn(-1)", show=False),
        Binding("p", "stand", show=False),
    ]

    def __init__(
        self, read: Callable[[], Sequence[Fact] | None], *, turn_s: float, now: Callable[[], datetime],
        monotonic_s: Callable[[], float] = time.monotonic, kept: Kept = NOTHING_KEPT,
    ) -> None:  # fmt: skip
        super().__init__()
        self._read, self._turn_s, self._now, self._monotonic_s = read, turn_s, now, monotonic_s
        self._kept = kept
        self._heard_s = monotonic_s()
        self._turned_s = self._heard_s
        self._facts: Sequence[Fact] = ()
        self._drawn: list[tuple[Page, Text, int, int]] = []
        self._at = 0
        self._is_standing = False
        self._title, self._page = Static("", id="title", markup=False), Static("", id="page", markup=False)
        self._old, self._foot = Static("", id="old", markup=False), Static("", id="foot", markup=False)
        self._clock = Digits("", id="clock")
        self._plan: int | None = None

    def compose(self) -> ComposeResult:
        """A title and the clock on top, one page, and where in the turn it is."""
        yield Horizontal(self._title, self._clock, id="top")
        yield from (self._old, self._page, self._foot)

    def on_mount(self) -> None:
        """Look for what is new, and turn the pages."""
        self.title = _("The hall's screen")
        self.set_interval(LOOK_S, self._look)
        self._look()

    def on_resize(self) -> None:
        """Other sheets fit another room."""
        self.call_after_refresh(self._draw)

    def action_turn(self, by: int) -> None:
        """Show the next page, or the one before."""
        self._turned_s = self._monotonic_s()
        self._show(self._at + by)

    def action_stand(self) -> None:
        """Hold this page, or let them turn again."""
        self._is_standing = not self._is_standing
        self._show(self._at)

    def _look(self) -> None:
        try:
            facts = self._read()
        except (JudgeError, OSError):
            facts = None
        else:
            self._heard_s = self._monotonic_s()
        if facts is not None:
            self._facts = facts
        age_s = self._monotonic_s() - self._heard_s
        self._old.set_class(age_s >= STALE_S, "shown")
        self._old.update(stale_words(age_s))
        self._clock.update(f"{self._now():%H:%M}")
        is_due = self._monotonic_s() - self._turned_s >= self._turn_s and not self._is_standing
        if is_due:
            self._turned_s = self._monotonic_s()
            self._at += 1
        if facts is not None or is_due:  # waits change with the time, too
            self._draw()

    def _draw(self) -> None:
        if not self._facts:
            return
        hall, pages = hall_pages(self._facts, int(self._now().timestamp() * MS), self._kept)
        width, height = self._page.content_size.width, self._page.content_size.height
        if not width or not height:
            self.call_after_refresh(self._draw)
            return
        self._plan = hall.plan.version if hall.plan is not None else None
        self._drawn = []
        for page in pages:
            drawn = sheets(page, width, height)
            self._drawn += [(page, sheet, number, len(drawn)) for number, sheet in enumerate(drawn, start=1)]
        self._show(self._at)

    def _show(self, at: int) -> None:
        if not self._drawn:
            self._title.update(_("Nothing to show yet."))
            return
        self._at = at % len(self._drawn)
        page, sheet, number, of = self._drawn[self._at]
        self._title.update(page.title + (f"  ({number}/{of})" if of > 1 else ""))
        self._page.update(sheet)
        words = [_("page {page} of {pages}", page=self._at + 1, pages=len(self._drawn))]
        if self._plan is not None:
            words.append(_("plan {version}", version=self._plan))
        if self._is_standing:
            words.append(_("this page stands: [p] turns them again"))
        self._foot.update("   ".join(words))
