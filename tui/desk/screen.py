"""The tournament desk on a terminal: nine pages, one line chosen, and its keys below.

One thread: each key is a deed of the desk; every second the clock moves and the journal is read, where another program
writes it. The screen holds nothing but what is chosen.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.screen import Screen
from textual.widgets import Static

from judge.journal import Journal
from tui.desk.deeds import Desk
from tui.desk.details import detail_lines
from tui.desk.drawing import bracket_part, fit, prompt_text, sheet_text, tabs_text
from tui.desk.keyboard import Keyboard
from tui.desk.view import OF_ONE, Page
from tui.desk.words import help_lines, page_names, stage_words
from tui.display.words import competition_title
from tui.fact_words import fact_sentence
from tui.i18n import _
from tui.table.panels import keys_text
from tui.tablet.redraw import RedrawnApp

if TYPE_CHECKING:
    from tui.hall_net.at_screen import HallAtScreen  # a desk alone needs no client of a network

__all__ = ["DeskApp"]

STALE_MS = 3000
LOOK_S = 1.0
TAKE_S = 0.05  # what other stations recorded is on this disk soon; the screen shows it at its next look
DETAIL_LINES = 3
PANELS = ("top", "old", "tabs", "title", "body", "detail", "asks", "said", "keys")


class DeskApp(RedrawnApp):
    """The desk until somebody leaves it.

    Args: desk: what it shows. take_journal: opens the journal to write, once another program has let go of it.
    hall: the hall that this desk leads by network; None: there is none.
    """

    ENABLE_COMMAND_PALETTE = True
    CSS = """
    #top { height: 1; background: $panel; }
    #old { height: 1; display: none; background: $warning; color: black; text-style: bold; padding: 0 1; }
    #old.shown { display: block; }
    #tabs { height: 1; background: $boost; }
    #title { height: 1; text-style: bold; padding: 0 1; }
    #body { height: 1fr; padding: 0 1; }
    #detail { height: auto; max-height: 4; border-top: solid $secondary; padding: 0 1; }
    #asks { height: auto; max-height: 2; text-style: bold; color: $warning; padding: 0 1; }
    #said { height: 1; color: $text-muted; padding: 0 1; }
    #keys { height: auto; max-height: 3; background: $panel; }
    #keys, #body, #tabs { link-style: none; link-style-hover: reverse; }
    """

    def __init__(
        self, desk: Desk, *, take_journal: Callable[[], Journal] | None = None, hall: "HallAtScreen | None" = None
    ) -> None:
        super().__init__()
        self._hall = hall
        self.desk, self.keyboard = desk, Keyboard(desk, take_journal)
        # Held, not looked up: the last tick may come when the screen is being taken down.
        self._panels = {name: Static("", id=name, markup=False) for name in PANELS}
        self._written: dict[str, str | Text] = {}

    def compose(self) -> ComposeResult:
        """The clock and the pages on top, the page, what is chosen, and the keys."""
        yield from (self._panels[name] for name in PANELS)

    def on_mount(self) -> None:
        """Let the clock run."""
        self.title = _("Tournament desk")
        self.set_interval(LOOK_S, self._look)
        if self._hall is not None:
            self.set_interval(TAKE_S, self._hall.take)
        self._show()

    def on_resize(self) -> None:
        """What fits is known once the panels are laid out."""
        self.call_after_refresh(self._show)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """The palette: every page, and the deeds of the page that is open."""
        for number, name in enumerate(page_names(), start=1):
            yield SystemCommand(name, _("open this page"), lambda key=str(number): self._press(key, key))
        for deed in self.keyboard.deeds():
            yield SystemCommand(deed.does, deed.shown, lambda key=deed.key: self._press(key, key))
        if self._hall is not None:
            yield SystemCommand(_("stations"), _("who is heard in the hall, and who is behind"), self._tell_stations)
        yield SystemCommand(_("help"), "?", lambda: self._press("question_mark", "?"))
        yield SystemCommand(_("quit"), "^Q", self.exit)

    # -- keys ----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key comes through here, but those of the palette while it is open."""
        if event.key in ("ctrl+q", "ctrl+p") or len(self.screen_stack) > 1:
            return
        event.stop()
        event.prevent_default()
        self._press(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A name may be pasted."""
        if self.keyboard.prompt is not None:
            self.keyboard.prompt.paste(event.text)
            self._show()

    def action_hit(self, key: str) -> None:
        """A key of the screen was touched."""
        if key == "ctrl+p":
            self.action_command_palette()
        elif key == "ctrl+q":
            self.exit()
        else:
            self._press(key, key if len(key) == 1 else {"question_mark": "?", "slash": "/"}.get(key))

    def action_choose(self, place: int) -> None:
        """A line was touched."""
        if self.keyboard.prompt is None:
            self.keyboard.view.row_at[self.keyboard.view.page] = place
            self._show()

    def _press(self, key: str, character: str | None) -> None:
        self.keyboard.done = ""
        self.keyboard.press(key, character)
        self._show()

    def _tell_stations(self) -> None:
        if self._hall is not None:
            self.notify("\n".join(self._hall.station_lines()) or _("Nobody was heard yet."), markup=False, timeout=20)

    # -- what is shown -------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self.desk.refresh() or self.keyboard.view.page is Page.LINE:  # waits change with the time, too
            self._show()
        else:
            self._show_top()

    def _show(self) -> None:
        keyboard, view = self.keyboard, self.keyboard.view
        self._show_top()
        self._write("tabs", tabs_text(page_names(), view.page, self._waiting()))
        self._write("title", self._title())
        self._write("body", self._body())
        detail = [] if keyboard.prompt is not None or keyboard.is_help else detail_lines(view)
        self._panels["detail"].display = bool(detail)
        self._write("detail", "\n".join(detail[:DETAIL_LINES]))
        asks = keyboard.refused or keyboard.done
        self._panels["asks"].display = bool(asks)
        self._write("asks", asks)
        self._write("said", self._said())
        self._write("keys", keys_text(keyboard.hints(), max(20, self.size.width)))
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """The page has the room that the others leave, which is known once they are laid out."""
        self._write("body", self._body())

    def _show_top(self) -> None:
        desk = self.desk
        now = desk.moment(desk.now_ms())
        how = _("writes") if desk.is_writing else _("only looks: another program writes")
        title = desk.hall.frame.title if desk.hall.frame is not None else _("Tournament desk")
        clock = f"{now:%H:%M:%S}"
        last = desk.facts[-1]
        right = _("last fact {at}", at=f"{desk.local(last.wall):%H:%M:%S}") + f"  {clock} "
        how += f" · {self._hall.words()}" if self._hall is not None else ""
        left = fit(f" {title}  [{how}]", max(1, self.size.width - cell_len(right)))
        self._write("top", left + right)
        age_ms = desk.now_ms() - desk.heard_ms
        self._panels["old"].display = age_ms >= STALE_MS
        self._write("old", _("This screen is old: the journal could not be read for {seconds} s.",
                             seconds=age_ms // 1000))  # fmt: skip

    def _title(self) -> str:
        view = self.keyboard.view
        name = page_names()[view.page - 1]
        if view.page not in OF_ONE:
            return name
        words = f"{name}: {competition_title(self.desk.state(view.competition))}"
        if view.page in (Page.STANDINGS, Page.BRACKET) and (stage := view.stage) is not None:
            state = self.desk.state(view.competition)
            shown = [one for one in state.stages if one.id == stage]
            words += " · " + (stage_words(shown[0]) if shown else _("final places"))
        return fit(words, self._columns()).rstrip()

    def _body(self) -> Text | str:
        keyboard, view = self.keyboard, self.keyboard.view
        size = self._panels["body"].content_size
        columns, lines = max(20, size.width or self._columns()), max(3, size.height or 10)
        if keyboard.is_help:
            return "\n".join(help_lines(view.page))
        if keyboard.prompt is not None:
            return prompt_text(keyboard.prompt, columns, lines)
        if view.page is Page.BRACKET:
            return bracket_part(view, columns, lines)
        return sheet_text(view.sheet(), view.place, columns, lines)

    def _said(self) -> str:
        """What was recorded last."""
        last = self.desk.facts[-1]
        words = f"{self.desk.local(last.wall):%H:%M:%S}  {fact_sentence(last.body, self.desk.names_of(last))}"
        return fit(words, self._columns()).rstrip()

    def _waiting(self) -> list[int]:
        """The pages where somebody is waited for."""
        hall = self.desk.hall
        pages = [Page.REVIEWS] if hall.under_review or self.desk.to_confirm else []
        return [*pages, Page.DECISIONS] if hall.decisions or hall.false_certificates else [*pages]

    def _columns(self) -> int:
        return max(20, self.size.width - 2)

    def _write(self, name: str, words: str | Text) -> None:
        """Draw a panel again, if it says something new."""
        if self._written.get(name) != words:
            self._written[name] = words
            self._panels[name].update(words)
