"""What stands on a page of the kiosk, as data: what is asked, what was said last, and what can be touched."""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["PAD_COLUMNS", "PAD_ROWS", "ROWS_MAX", "Desk", "Touch", "View"]

PAD_COLUMNS, PAD_ROWS = 11, 5
ROWS_MAX = 15
"""Rows a page has room for, in three columns."""
ACTIONS_MAX = 7


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing to touch. `what` is told to the desk: `verb` or `verb:argument`."""

    what: str
    words: str
    is_lit: bool = True
    """Pale things lead nowhere just now, and can be touched all the same."""


@dataclass(frozen=True, slots=True)
class View:
    """One page: a pad of letters, or rows of words, and keys below."""

    ask: str
    said: str = ""
    pad: tuple[Touch | None, ...] = ()
    """PAD_ROWS × PAD_COLUMNS places, row by row; None: an empty place."""
    rows: tuple[Touch, ...] = ()
    """At most ROWS_MAX."""
    actions: tuple[Touch, ...] = ()
    """At most ACTIONS_MAX."""
    is_resting: bool = False
    """Nobody stands there: nothing on this page names a child."""


class Desk(Protocol):
    """What a screen shows and tells what was touched."""

    def view(self) -> View:
        """Return the page as it is now."""

    def touch(self, what: str) -> None:
        """Take a touch."""

    def typed(self, text: str) -> None:
        """Take a line that a card reader or a keyboard ended with Enter."""

    def rest(self) -> None:
        """Nobody touched anything for a while."""

    def say(self, sentence: str) -> None:
        """Say something that happened elsewhere, such as in the printer."""
