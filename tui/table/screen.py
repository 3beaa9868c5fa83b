"""The referee's station on a terminal: the clock, the keys, the score, the teams.

One thread: a timer lets the desk take what the box sent and draws the clock; each key is a deed of the desk. The screen
holds no score and no state of a run but which line is chosen, and what was typed so far.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits, Static

from firmware.flasher.ports import Board
from judge.run_state import RunStage, RunState
from judge.serial_port import Port
from tui.i18n import _
from tui.table.asking import asks_words
from tui.table.desk import Desk, Mode
from tui.table.keyboard import PROBLEMS, Keyboard
from tui.table.line_panel import line_hints, line_text
from tui.table.panels import (
    calls_text,
    clock_text,
    keys_text,
    options_text,
    score_text,
    teams_text,
    total_text,
)
from tui.table.persons import referee_words, referees
from tui.table.words import competition_words, hints, said_words
from tui.tablet.redraw import RedrawnApp

if TYPE_CHECKING:
    from tui.hall_net.at_screen import HallAtScreen  # a table alone needs no client of a network

__all__ = ["TableApp"]

TICKS_A_SECOND = 10
LINE_TICKS = 50  # how often the waits of a line that nobody moves are worked out anew: every five seconds
TYPED = {"space": " ", "question_mark": "?", "plus": "+", "minus": "-"}
PANELS = ("top", "head", "left", "score", "teams", "asks", "said", "keys")


class TableApp(RedrawnApp):
    """One table until its referee leaves.

    Args: desk: the table. ports: finds judge boxes that could be plugged in. take_port: opens one of them.
    hall: the hall this table has joined; None: it works alone.
    """

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top { height: 1; background: $panel; }
    #head { height: 1; text-style: bold; padding: 0 1; }
    #head.practice { background: $warning; color: $text; }
    #figures { height: 3; }
    #clock { width: 1fr; padding: 0 1; }
    #clock.late { color: $error; }
    #total { width: auto; padding: 0 2; }
    #columns { height: 1fr; }
    #left { width: 1fr; height: 100%; border: round $primary; padding: 0 1; }
    #right { width: 1fr; }
    #score { border: round $secondary; padding: 0 1; height: auto; max-height: 60%; }
    #teams { border: round $secondary; padding: 0 1; height: 1fr; }
    #asks { height: auto; max-height: 4; text-style: bold; padding: 0 1; }
    #asks.refused { color: $warning; }
    #said { height: 1; color: $text-muted; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    #keys { height: auto; max-height: 3; background: $panel; }
    #keys, #left { link-style: none; link-style-hover: reverse; }
    """

    def __init__(
        self, desk: Desk, *, ports: Callable[[], Sequence[Board]] = list,
        take_port: Callable[[str], Port] | None = None, hall: "HallAtScreen | None" = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._hall, self._hall_words = hall, ""
        self.desk, self.keyboard = desk, Keyboard(desk, ports, take_port)
        self._is_leaving = False
        self._was_ready = False
        self._ticks = 0
        self._clock, self._total = Digits("", id="clock"), Digits("", id="total")
        # Held, not looked up: the last tick may come when the screen is being taken down.
        self._panels = {name: Static("", id=name, markup=False) for name in PANELS}
        self._written: dict[str, str | Text] = {}
        self._right = Vertical(self._panels["score"], self._panels["teams"], id="right")

    def compose(self) -> ComposeResult:
        """The clock and the total on top; keys on the left, what follows from them on the right."""
        yield self._panels["top"]
        yield self._panels["head"]
        yield Horizontal(self._clock, self._total, id="figures")
        yield Horizontal(self._panels["left"], self._right, id="columns")
        yield from (self._panels[name] for name in ("asks", "said", "keys"))

    def on_mount(self) -> None:
        """Name the panels and let the clock run."""
        self.title = _("Table {table}", table=self.desk.table)
        self._panels["score"].border_title = _("Score")
        self._panels["teams"].border_title = _("Teams")
        self.set_interval(1 / TICKS_A_SECOND, self._tick)
        self._show()

    def on_resize(self) -> None:
        """What fits is known once the panels are laid out."""
        self.call_after_refresh(self._show)

    # -- keys ----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key comes through here: what it does depends on what the table waits for."""
        if event.key == "ctrl+q":
            return
        event.stop()
        event.prevent_default()
        self._press(event.key, event.character or typed(event.key))

    def action_hit(self, key: str) -> None:
        """A key of the screen was touched."""
        self._press(key, typed(key))

    def action_choose(self, place: int) -> None:
        """A row of the list was touched."""
        self._is_leaving = False
        self.keyboard.choose(place)
        self._show()

    async def action_quit(self) -> None:
        """Leave; in a run only when asked twice, because the run would be void."""
        if self.desk.mode() in (Mode.PLACED, Mode.RUNNING) and not self._is_leaving:
            self._is_leaving = True
            self.keyboard.refused = _("A run is at the table; it would be void. Once more [^Q] leaves all the same.")
            self._show()
            return
        self.desk.unplug()
        self.exit()

    def _press(self, key: str, character: str | None) -> None:
        self._is_leaving = False
        self.keyboard.press(key, character)
        self._show()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        try:
            is_moved = self._take_from_hall()
            is_moved = self.desk.pump() or is_moved or self._was_ready != self.desk.station.is_box_ready
            if self.desk.station.is_waiting:
                self.desk.station.remind()
        except PROBLEMS as problem:
            self.keyboard.refuse(problem)
            is_moved = True
        if is_moved:
            self._show()
        elif self.desk.station.is_running:
            self._show_figures(self.desk.state())
        elif self.desk.run is None:
            self._ticks = (self._ticks + 1) % LINE_TICKS
            if not self._ticks and self.keyboard.page is None and self.keyboard.prompt is None:
                self._show()

    def _take_from_hall(self) -> bool:
        """What other stations recorded; while a run is on, it comes in seldom. True: there is something to show."""
        if self._hall is None:
            return False
        is_new = self._hall.take(is_busy=self.desk.station.is_running)
        words, self._hall_words = self._hall_words, self._hall.words()
        return is_new or words != self._hall_words

    def _show(self) -> None:
        desk, mode, state = self.desk, self.desk.mode(), self.desk.state()
        self._was_ready = desk.station.is_box_ready
        self._show_top(state)
        self._show_figures(state)
        left = self._panels["left"]
        left.border_title = _("Next") if mode is Mode.CHOOSING else _("Calls")
        if self.keyboard.page is not None:
            left.border_title = self.keyboard.page.title
            self.call_after_refresh(self._show_page)
        elif self.keyboard.prompt is not None:
            self._write(
                "left",
                options_text(self.keyboard.prompt.title, self.keyboard.prompt.options, self.keyboard.prompt.typed),
            )
        elif state is None:
            self._show_line()
        else:
            self._write("left", calls_text(desk.definition, desk.division, state, left.content_size.width))
        self._write("score", score_text(desk.definition, state))
        self._panels["score"].display = state is not None
        self._right.display = self.keyboard.page is None
        self.call_after_refresh(self._show_fitted)  # how much room there is, is known then
        self._show_asks(mode, state)
        self._show_said()
        is_asked, is_page = self.keyboard.prompt is not None, self.keyboard.page is not None
        bar = hints(mode, is_asked=is_asked, is_page=is_page, role=desk.next_signature())
        self._write("keys", keys_text(bar, self.size.width))

    def _show_line(self) -> None:
        desk, room, line = self.desk, self._panels["left"].content_size, self.desk.waiting
        keys = line_hints(line, has_others=len(desk.competitions) > 1) if not desk.hall.is_single else []
        size = room.width, max(1, room.height)
        self._write(
            "left", line_text(desk.line, self.keyboard.chosen, desk.tournament, desk.roll, line, keys, size)
        )  # fmt: skip

    def _show_page(self) -> None:
        """The part of what is read that there is room for; the next key goes on, after the last part it closes it."""
        page, room = self.keyboard.page, self._panels["left"].content_size
        if page is not None:
            self._write("left", "\n".join(page.part(max(1, room.width), max(1, room.height))))

    def _show_fitted(self) -> None:
        """What depends on how much room there is."""
        if self.desk.run is None and self.keyboard.page is None and self.keyboard.prompt is None:
            self._show_line()
        self._show_teams()

    def _show_teams(self) -> None:
        state = self.desk.state()
        panel, chosen = self._panels["teams"], self.keyboard.candidate if state is None else None
        here = state.teams if state is not None else chosen.teams if chosen is not None else ()
        self._write("teams", teams_text(self.desk.tournament, self.desk.roll, here, max(1, panel.content_size.height)))

    def _show_top(self, state: RunState | None) -> None:
        desk = self.desk
        box = desk.station.port is not None
        hands = {"box": _("judge box"), "both": _("box and hand"), "hand": _("by hand")}[desk.hands()]
        if box:
            hands += " ●" if desk.station.is_box_ready else " ○"
        title = competition_words(desk.tournament)
        table = _("Table {table}", table=desk.table)
        hall = f" · {self._hall_words}" if self._hall_words else ""
        self._write("top", f" {table} · {title} · {referee_words(desk.referee, referees(desk.facts))} · {hands}{hall}")
        head = self._panels["head"]
        if state is not None and state.opened is not None:
            is_official, teams, number = state.opened.official, state.teams, state.opened.number
        else:
            is_official = desk.is_official
            chosen = self.keyboard.candidate
            teams, number = (chosen.teams, chosen.number) if chosen is not None else ((), 0)
        official = _("OFFICIAL, run {number}", number=number) if number else _("OFFICIAL")
        kind = official if is_official else _("PRACTICE, counts nowhere")
        head.set_class(not is_official, "practice")
        self._write("head", f"{kind}   {desk.roll.words(teams) if teams else ''}")

    def _write(self, panel: str, words: str | Text) -> None:
        """Show words in a panel; what stands there already is not laid out again."""
        if self._written.get(panel) != words:
            self._written[panel] = words
            self._panels[panel].update(words)

    def _show_figures(self, state: RunState | None) -> None:
        limit_ms = self.desk.definition.limit_ms
        left_ms = limit_ms if state is None or state.stage is RunStage.OPENED else state.time_left_ms
        clock = self._clock
        clock.update(clock_text(left_ms))
        clock.set_class(left_ms <= 10_000, "late")
        self._total.update(total_text(self.desk.definition, state))

    def _show_asks(self, mode: Mode, state: RunState | None) -> None:
        self._panels["asks"].set_class(bool(self.keyboard.refused), "refused")
        self._write("asks", asks_words(self.desk, self.keyboard, mode, state))

    def _show_said(self) -> None:
        self._write("said", f"✓ {said_words(self.desk.facts, self.desk.names)}")


def typed(key: str) -> str | None:
    """Return the character that a key of Textual's name types; None: it types none."""
    return key if len(key) == 1 else TYPED.get(key)
