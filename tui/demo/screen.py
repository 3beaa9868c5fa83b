"""The demo on a terminal: the table live, the standings, the bracket, and what happened.

The engine runs in a thread of its own and posts events; the handlers here own every widget. The screen holds no score:
each picture is made from a fold that came with the event.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from textual import on, work
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Digits, Footer, Label, RichLog, Static

from firmware.virtual.plan import load_plan
from judge.table import RunState
from tui.demo.engine import DemoEngine, DemoOptions, Referee, ScriptedReferee
from tui.demo.events import DemoEvent, Said, TableMoved, TournamentMoved
from tui.demo.field_map import FieldMap
from tui.demo.pace import DemoStoppedError, Pace
from tui.demo.panels import bracket_text, clock_text, field_text, score_text, standings_text
from tui.demo.words import said_line
from tui.i18n import _

__all__ = ["DemoApp", "PersonReferee"]

PICTURES_A_SECOND_MAX = 15
MAP_COLUMNS, MAP_LINES, MAP_LINES_SMALL = 44, 12, 7
TALL_LINES = 32  # a terminal of 24 lines still shows the table whole, with a flatter map


class PersonReferee(Referee):
    """Waits for a person's key before a run is signed."""

    def __init__(self, stopped: threading.Event, on_change: Callable[[], object]) -> None:
        """Args: stopped: the person left. on_change: called in the engine's thread when the question changes."""
        self._signed = threading.Event()
        self._stopped, self._on_change = stopped, on_change
        self.waits_for: RunState | None = None

    def agree(self, run: RunState) -> None:
        """Return when the person at the screen signed. Raises: DemoStoppedError: the person left."""
        self._signed.clear()
        self.waits_for = run
        self._on_change()
        while not self._signed.wait(0.1):
            if self._stopped.is_set():
                raise DemoStoppedError
        self.waits_for = None
        self._on_change()

    def sign(self) -> None:
        """Agree to the run that waits; a key too early does nothing."""
        if self.waits_for is not None:
            self._signed.set()


class DemoApp(App[None]):
    """One demo from its first visit to its champion."""

    class Moved(Message):
        """The engine said something."""

        def __init__(self, event: DemoEvent) -> None:
            self.event = event
            super().__init__()

    class QuestionChanged(Message):
        """A run waits for a signature, or does not any more."""

    class Ended(Message):
        """The engine's thread is done; `error` says why when there is no champion."""

        def __init__(self, error: Exception | None) -> None:
            self.error = error
            super().__init__()

    CSS = """
    #columns { height: 1fr; }
    #table { width: 3fr; border: round $primary; padding: 0 1; }
    #hall { width: 2fr; }
    #standings, #bracket { border: round $secondary; padding: 0 1; height: auto; }
    #bracket { height: 1fr; }
    #head { text-style: bold; }
    #above { height: 7; }
    #clock { width: 21; }
    #score { width: 1fr; }
    #field { height: auto; }
    #asks { color: $warning; text-style: bold; width: 1fr; padding: 0 2; }
    #log { height: 5; border: round $surface; padding: 0 1; }
    """

    def __init__(self, options: DemoOptions, *, is_signed_by_hand: bool = False) -> None:
        super().__init__()
        self._stop = threading.Event()
        self.pace = Pace(self._stop)
        self.person = (
            PersonReferee(self._stop, lambda: self.post_message(self.QuestionChanged())) if is_signed_by_hand else None
        )
        self.options = replace(options, pace=self.pace)
        self.is_finished = False
        self.error: Exception | None = None
        self._map: FieldMap | None = None
        self._last_picture_s = 0.0
        self._names: dict[str, str] = {}
        self._bind_keys()

    def compose(self) -> ComposeResult:
        """Lay the panels out; the left one is the table, the right one the hall."""
        with Horizontal(id="columns"):
            with Vertical(id="table"):
                yield Label(_("the boards are being made ready …"), id="head")
                with Horizontal(id="above"):
                    yield Digits("", id="clock")
                    yield Static("", id="score")
                yield Static("", id="field")
            with Vertical(id="hall"):
                yield Static("", id="standings")
                yield Static("", id="bracket")
        yield Label("", id="asks", markup=False)
        yield RichLog(id="log", wrap=True)
        yield Footer()

    def on_mount(self) -> None:
        """Name things in the reader's language and start the engine."""
        self.title = _("kagarobo: a demo tournament, seed {seed}", seed=self.options.seed)
        self.query_one("#table").border_title = _("Table {table}", table=1)
        self.query_one("#standings").border_title = _("Standings")
        self.query_one("#bracket").border_title = _("Bracket")
        lines = MAP_LINES if self.size.height >= TALL_LINES else MAP_LINES_SMALL
        self._map = FieldMap.draw(load_plan(self.options.challenge), MAP_COLUMNS, lines)
        self._show_pace()
        self._hold()

    def on_unmount(self) -> None:
        """However the screen ended, the engine's thread must not wait for a person who is gone."""
        self._stop.set()

    # -- the engine's thread -------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True)
    def _hold(self) -> None:
        error: Exception | None = None
        try:
            DemoEngine(self.options, self._hear, self.person or ScriptedReferee()).hold()
        except DemoStoppedError:
            return  # the person left; what was acknowledged is on the disk, and --resume goes on from there
        except Exception as caught:
            error = caught
        self.post_message(self.Ended(error))

    def _hear(self, event: DemoEvent) -> None:
        """In the engine's thread: pass on what a person can follow; pictures between two refreshes are dropped.

        Not the last one of a run: a person signs what it shows.
        """
        if isinstance(event, TableMoved) and not event.is_waiting_for_signature:
            now_s = time.monotonic()
            if now_s - self._last_picture_s < 1 / PICTURES_A_SECOND_MAX:
                return
            self._last_picture_s = now_s
        self.post_message(self.Moved(event))

    # -- what the screen does about it ---------------------------------------------------------------------------

    @on(Moved)
    def _moved(self, message: Moved) -> None:
        event = message.event
        match event:
            case Said():
                self.query_one("#log", RichLog).write(said_line(event))
            case TableMoved():
                self._show_table(event)
            case TournamentMoved():
                self._names = {team.id: team.entered.name for team in event.state.teams}
                self.query_one("#standings", Static).update(standings_text(event.state))
                self.query_one("#bracket", Static).update(bracket_text(event.state))

    @on(QuestionChanged)
    def _question_changed(self) -> None:
        self._show_question()

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        self.is_finished, self.error = message.error is None, message.error
        if message.error is not None:
            self.exit()
            return
        self.query_one("#asks", Label).update(_("The tournament is over. [q] quit"))

    def _show_table(self, table: TableMoved) -> None:
        place = table.heat or _("open runs")
        head = _("{team}   {place}   run {run}", team=table.team, place=place, run=table.run)
        self.query_one("#head", Label).update(head)
        self.query_one("#clock", Digits).update(clock_text(table))
        self.query_one("#score", Static).update(score_text(table))
        if self._map is not None:
            self.query_one("#field", Static).update(field_text(self._map, table.view))

    def _show_question(self) -> None:
        run = self.person.waits_for if self.person is not None else None
        words = ""
        if run is not None and run.opened is not None:
            team, points = self._names.get(run.opened.team, run.opened.team), run.score.points
            words = _("{team} has {points} points. Is that right? [s] sign", team=team, points=points)
        self.query_one("#asks", Label).update(words)

    def _show_pace(self) -> None:
        self.query_one("#log").border_title = self.pace.words()

    def _bind_keys(self) -> None:
        """In __init__, not in BINDINGS: the words are the reader's."""
        self.bind("space", "pause", description=_("pause"))
        self.bind("plus,equals_sign", "faster", description=_("faster"), key_display="+")
        self.bind("minus", "slower", description=_("slower"), key_display="-")
        if self.person is not None:
            self.bind("s", "sign", description=_("sign the run"))
        self.bind("q", "quit_demo", description=_("quit"))

    # -- keys ----------------------------------------------------------------------------------------------------

    def action_pause(self) -> None:
        """Let the field stand still, or go on."""
        self.pace.toggle_pause()
        self._show_pace()

    def action_faster(self) -> None:
        """Let the field's time pass faster."""
        self.pace.faster()
        self._show_pace()

    def action_slower(self) -> None:
        """Let the field's time pass more slowly."""
        self.pace.slower()
        self._show_pace()

    def action_sign(self) -> None:
        """Agree to the run that waits for it."""
        if self.person is not None:
            self.person.sign()
        self._show_question()

    async def action_quit_demo(self) -> None:
        """Leave; a demo that is not finished can be resumed."""
        self._stop.set()
        await self.workers.wait_for_complete()
        self.exit()
