"""The parts of the child's screen that Textual does not have as they are needed: big keys, plain lists, a plain log."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.scrollbar import ScrollBarRender
from textual.widgets import OptionList, RichLog, Static
from textual.widgets.option_list import Option

__all__ = ["BigKey", "PlainList", "PlainLog", "PlainScrollBar", "SmallKey"]


class PlainScrollBar(ScrollBarRender):
    """Coloured blanks only: the usual bar's ends are characters that some consoles draw two columns wide."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


class BigKey(Static):
    """One of the big keys: its number, and below it its word; a click or a touch does what the key does."""

    class Pressed(Message):
        """Somebody touched it."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(self, key: str, number: int | str) -> None:
        super().__init__("", id=f"key-{key}", classes="big-key", markup=False)
        self._key, self._number = key, number

    def show_word(self, word: str, *, can: bool) -> None:
        """Show its word in the reader's language; pale when it can do nothing just now."""
        self.update(f"{self._number}\n{word}")
        self.set_class(not can, "-pale")

    def on_click(self) -> None:
        """Say that it was touched."""
        self.post_message(self.Pressed(self._key))


class SmallKey(BigKey):
    """A key beside the big ones: one line."""

    def __init__(self, key: str) -> None:
        super().__init__(key, 0)
        self.set_classes("small-key")

    def show_word(self, word: str, *, can: bool) -> None:
        """Show its words; nothing when it can do nothing here."""
        self.update(word)
        self.display = can


class PlainList(OptionList):
    """A list that keeps its place while rows come and go; a row's id is its name."""

    class Chosen(Message):
        """A person moved to another row."""

        def __init__(self, plain_list: "PlainList", name: str) -> None:
            self.plain_list, self.name = plain_list, name
            super().__init__()

        @property
        def control(self) -> "PlainList":
            """The list."""
            return self.plain_list

    class Resized(Message):
        """There is more or less room for rows now."""

    def on_resize(self) -> None:
        """Say that rows have to be cut anew."""
        self.post_message(self.Resized())

    def on_mount(self) -> None:
        """Put the plain bar beside the rows."""
        self.vertical_scrollbar.renderer = PlainScrollBar  # type: ignore[misc]  # Textual's own way

    def show_rows(self, rows: Sequence[tuple[str, Text]], chosen: str | None) -> None:
        """Show rows of (name, text); only what changed is drawn anew."""
        names = [name for name, _text in rows]
        if names != [option.id for option in self.options]:
            self.set_options([Option(text, id=name) for name, text in rows])
        else:
            for index, (_name, text) in enumerate(rows):
                if self.get_option_at_index(index).prompt != text:
                    self.replace_option_prompt_at_index(index, text)
        index_now = names.index(chosen) if chosen in names else None
        if self.highlighted != index_now:
            self.highlighted = index_now

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which row is meant now; the screen ignores what it knows."""
        event.stop()
        if event.option.id is not None and event.option is self.highlighted_option:
            self.post_message(self.Chosen(self, event.option.id))


class PlainLog(RichLog):
    """What was printed, the newest at the bottom; no key of its own."""

    can_focus = False

    def on_mount(self) -> None:
        """Put the plain bar beside the lines."""
        self.vertical_scrollbar.renderer = PlainScrollBar  # type: ignore[misc]  # Textual's own way

    def turn_page(self, *, up: bool) -> None:
        """Go a page back or on; at the end the newest line is followed again."""
        (self.scroll_page_up if up else self.scroll_page_down)(animate=False)
        self.auto_scroll = not up and self.scroll_offset.y >= self.max_scroll_y - 1

    def on_mouse_scroll_up(self, _event: events.MouseScrollUp) -> None:
        """Who scrolls back reads: new lines do not pull them away."""
        self.auto_scroll = False

    def on_mouse_scroll_down(self, _event: events.MouseScrollDown) -> None:
        """At the end again, the newest line is followed."""
        self.auto_scroll = self.scroll_offset.y >= self.max_scroll_y - 1
