"""A question with a list of answers, over the screen: who are you, which lesson."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

__all__ = ["ChooseScreen"]


class ChooseScreen(ModalScreen[str | None]):
    """Returns the id of what was chosen; None when the child went back.

    Args: rows: (id, words). chosen: the row to begin at.
    """

    BINDINGS = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        super().__init__()
        self._title, self._rows, self._chosen = title, rows, chosen

    def compose(self) -> ComposeResult:
        """A title and the rows."""
        with Vertical(id="choose"):
            yield Label(self._title, id="choose-title", markup=False)
            yield OptionList(*[Option(words, id=name) for name, words in self._rows], markup=False)

    def on_mount(self) -> None:
        """Begin at the row that is meant most likely."""
        rows = self.query_one(OptionList)
        names = [name for name, _words in self._rows]
        rows.highlighted = names.index(self._chosen) if self._chosen in names else 0
        rows.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with it."""
        self.dismiss(event.option.id)
