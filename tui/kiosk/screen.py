"""The kiosk's screen: a page of a desk as large tiles, for a finger, the arrow keys, or a card reader.

All tiles are there from the beginning and are filled anew; what a page has no use for is not shown. A card reader types
its line like a keyboard and ends it with Enter; what it types is never shown.
"""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from tui.i18n import CHILDRENS_LANGUAGES, language, use_language
from tui.kiosk import words
from tui.kiosk.touches import ACTIONS_MAX, PAD_COLUMNS, PAD_ROWS, ROWS_MAX, Desk, Touch
from tui.tablet.redraw import RedrawnApp

__all__ = ["KioskApp", "Tile"]

REST_AFTER_S = 20.0
LOOK_EVERY_S = 5.0
TYPED_MAX = 64
ARROWS = {"left": -1, "right": 1, "up": -PAD_COLUMNS, "down": PAD_COLUMNS}


class Tile(Static):
    """One place for a touch."""

    class Touched(Message):
        """Somebody touched it."""

        def __init__(self, what: str) -> None:
            self.what = what
            super().__init__()

    def __init__(self, *, classes: str) -> None:
        super().__init__("", classes=f"tile {classes}", markup=False)
        self.held: Touch | None = None

    def hold(self, held: Touch | None, *, is_here: bool) -> None:
        """Show something to touch, or an empty place."""
        if held != self.held:
            self.update("" if held is None else held.words)
        self.held = held
        self.set_class(held is None, "-empty")
        self.set_class(held is not None and not held.is_lit, "-pale")
        self.set_class(is_here, "-here")

    def on_click(self) -> None:
        """Say what was touched."""
        if self.held is not None:
            self.post_message(self.Touched(self.held.what))


class KioskApp(RedrawnApp):
    """One desk on one screen until staff leaves it with Ctrl-Q.

    Args: title: what stands above, in the language spoken. clock: gives the words of the time.
          rest_after_s: how long a page waits for a touch. has_languages: the language may be changed by touch; it
          comes back by itself.
    """

    class Heard(Message):
        """Something happened in a thread, and the desk is to say it."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top { height: 1; background: $primary; color: $text; }
    #title { width: 1fr; padding: 0 1; text-style: bold; }
    #clock { width: auto; padding: 0 1; }
    #language { width: auto; padding: 0 1; margin: 0 0 0 1; background: $primary-darken-2; }
    #ask { height: 2; padding: 0 1; text-style: bold; }
    #pad { grid-size: 11 5; height: 1fr; grid-gutter: 0 1; }
    #rows { grid-size: 3 5; height: 1fr; grid-gutter: 0 1; }
    #said { height: 2; padding: 0 1; text-style: bold; color: $warning; }
    #actions { height: 3; }
    .tile { width: 1fr; height: 1fr; content-align: center middle; text-align: center; background: $boost; }
    .tile.action { background: $primary; margin: 0 1 0 0; text-style: bold; }
    .tile.letter, .tile.row { background: $primary-darken-2; text-style: bold; }
    .tile.letter.-pale { color: $text-muted; background: $surface; text-style: none; }
    .tile.letter.-empty, .tile.row.-empty { background: $background; }
    .tile.-empty { background: $background; }
    .tile.-here, .tile.letter.-here, .tile.row.-here { background: $accent; }
    .tile:hover, .tile.letter:hover, .tile.row:hover { background: $accent; }
    .tile.-empty:hover, .tile.letter.-empty:hover, .tile.row.-empty:hover { background: $background; }
    """

    def __init__(
        self, desk: Desk, *, title: Callable[[], str], clock: Callable[[], str], rest_after_s: float = REST_AFTER_S,
        has_languages: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk, self._title_words = desk, title
        self._clock, self._rest_after_s, self._has_languages = clock, rest_after_s, has_languages
        self._own_language = language()
        self._typed = ""
        self._here: int | None = None
        self._rest_timer: Timer | None = None
        self._parts = {name: Static("", id=name, markup=False) for name in ("title", "clock", "ask", "said")}
        self._language = Tile(classes="language")
        self._language.id = "language"
        self._pad = [Tile(classes="letter") for _place in range(PAD_ROWS * PAD_COLUMNS)]
        self._rows = [Tile(classes="row") for _place in range(ROWS_MAX)]
        self._actions = [Tile(classes="action") for _place in range(ACTIONS_MAX)]
        self._pad_part, self._rows_part = Grid(*self._pad, id="pad"), Grid(*self._rows, id="rows")

    def compose(self) -> ComposeResult:
        """What is asked, what can be touched, what was said, and the keys."""
        yield Horizontal(self._parts["title"], self._parts["clock"], self._language, id="top")
        yield self._parts["ask"]
        yield self._pad_part
        yield self._rows_part
        yield self._parts["said"]
        yield Horizontal(*self._actions, id="actions")

    def on_mount(self) -> None:
        """Show the first page, and what other stations write."""
        self.set_interval(LOOK_EVERY_S, self.show)
        self.show()

    @on(Tile.Touched)
    def _touched(self, message: Tile.Touched) -> None:
        self._here = None
        if message.what == "language":
            self._next_language()
        else:
            self.desk.touch(message.what)
        self._stir()

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        self.desk.say(message.sentence)
        self.show()

    def on_key(self, event: events.Key) -> None:
        """Arrows and Enter stand for a finger; everything else is a card reader's, or letters typed by hand."""
        if event.key == "ctrl+q":
            return
        event.stop()
        event.prevent_default()
        if event.key in ARROWS:
            self._move(ARROWS[event.key])
        elif event.key == "escape":
            self._typed = ""
            self.desk.rest()
        elif event.key == "enter":
            self._enter()
        elif event.character is not None and event.character.isprintable():
            self._typed = (self._typed + event.character)[-TYPED_MAX:]
            if not event.character.isascii():  # a kana keyboard
                self._enter()
        self._stir()

    def on_paste(self, event: events.Paste) -> None:
        """Some readers paste their line."""
        event.stop()
        self._typed = event.text.strip()[:TYPED_MAX]
        self._enter()
        self._stir()

    def rest(self) -> None:
        """Nobody is there any more: the page, what was typed and the language go back."""
        self._typed, self._here = "", None
        if self._own_language != language():
            use_language(self._own_language)
        self.desk.rest()
        self.show()

    def show(self) -> None:
        """Draw the page as it is."""
        view = self.desk.view()
        self.title = self._title_words()
        for name, text in (("title", self.title), ("clock", self._clock()), ("ask", view.ask), ("said", view.said)):
            self._parts[name].update(text or "")
        self._language.display = self._has_languages
        self._language.hold(Touch("language", words.language_words()), is_here=False)
        self._pad_part.display, self._rows_part.display = bool(view.pad), not view.pad
        here = self._touchable()[self._here] if self._here is not None and self._here < len(self._touchable()) else None
        for tiles, held in ((self._pad, view.pad), (self._rows, view.rows), (self._actions, view.actions)):
            self._fill(tiles, held, here)
        for tile in self._actions:
            tile.display = tile.held is not None

    @staticmethod
    def _fill(tiles: Sequence[Tile], held: Sequence[Touch | None], here: Touch | None) -> None:
        padded = [*held, *[None] * (len(tiles) - len(held))]
        for tile, one in zip(tiles, padded, strict=True):
            tile.hold(one, is_here=one is not None and one is here)

    def _touchable(self) -> list[Touch]:
        view = self.desk.view()
        return [one for one in (*view.pad, *view.rows, *view.actions) if one is not None]

    def _move(self, by: int) -> None:
        count = len(self._touchable())
        if not self.desk.view().pad:
            by = max(-3, min(3, by))
        self._here = 0 if self._here is None or not count else (self._here + by) % count

    def _enter(self) -> None:
        typed, self._typed = self._typed, ""
        touchable = self._touchable()
        if typed:
            self.desk.typed(typed)
        elif self._here is not None and self._here < len(touchable):
            what, self._here = touchable[self._here].what, None
            self.desk.touch(what)

    def _next_language(self) -> None:
        known = CHILDRENS_LANGUAGES
        following = known[(known.index(language()) + 1) % len(known)] if language() in known else known[0]
        use_language(following)

    def _stir(self) -> None:
        """Somebody is there: show the page, and wait anew before it is forgotten."""
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(self._rest_after_s, self.rest)
        self.show()
