"""One official run in the demo: the referee's part, played by a script.

    place ─▶ open ─▶ ask the box to start ─▶ the field runs ─▶ end ─▶ what the program said ─▶ stop lamp out

Everything that scores comes through the judge box's port; the referee only starts, ends and notes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from firmware.wire import Splitter
from judge.fact_shapes import EndReason
from judge.facts import Fact, Noted, RunOpened, Signalled
from judge.journal import Journal
from judge.station import Station, seen_signals
from judge.table import RunStage, RunState, fold_run
from judge.tournament.fold import TournamentState
from tui.demo.events import DemoEvent, Said, TableMoved
from tui.demo.roster import DemoTeam
from tui.demo.venue import Venue

__all__ = ["RunConductor"]

REFEREE = "referee"
READY_US = 1_000_000  # the program starts and comes to its button
AFTER_PROGRAM_US = 1_000_000  # what rolls on after the program's end still counts: balls, the way home
LAST_WORDS_S = 5.0  # wall time for the robot's last sentence to come through the port
REMIND_S = 0.5  # wall time: a box answers in milliseconds, so what was not answered by then got lost
PICTURE_US = 100_000


@dataclass(slots=True)
class _Robot:
    """What the robot said on its own port."""

    splitter: Splitter = field(default_factory=Splitter)
    ending: dict[str, int | str] | None = None
    text: bytearray = field(default_factory=bytearray)

    def hear(self, data: bytes) -> None:
        for _what, piece in self.splitter.feed(data):
            if isinstance(piece, bytes):
                self.text += piece
            elif piece.kind == "tele" and piece.args[:1] == ("program",):
                self.ending = _ending(piece.args[1:])


class RunConductor:
    """Holds runs at one table, one after the other."""

    def __init__(
        self,
        venue: Venue,
        journal: Journal,
        listen: Callable[[DemoEvent], None],
        table: int,
        *,
        has_watcher: bool,
    ) -> None:
        self._venue, self._journal, self._listen, self._table = venue, journal, listen, table
        self._has_watcher = has_watcher
        self._robot = _Robot()
        self._state: TournamentState | None = None
        self._opened: RunOpened | None = None
        self._team: DemoTeam | None = None
        self._run = ""
        self._picture_us = 0
        self.station = Station(
            journal, now_us=venue.now_us, gates=venue.gates, seen=seen_signals(journal.facts()), listen=self._heard
        )
        self._signals = 0
        self._is_lamp_out = False
        self._remind_s = time.monotonic() + REMIND_S
        venue.attend(
            self._attend,
            is_through=lambda number: number <= self._signals,
            is_judge_ready=lambda: self.station.is_box_ready,
        )
        venue.hold(lambda: self.station.is_box_ready)

    def conduct(self, run: str, opened: RunOpened, team: DemoTeam, state: TournamentState, seed: int) -> None:
        """Hold one run from placing the robot to the box's lamp going out."""
        assert state.definition is not None
        self._run, self._opened, self._team, self._state = run, opened, team, state
        self._robot = _Robot()
        venue, station = self._venue, self.station
        self._listen(Said("run_opened", {"run": run, "team": team.name}))
        venue.place(team, seed)
        venue.run(lambda: False, READY_US)
        station.open_run(run, opened, by=REFEREE)
        station.ask_start()
        venue.hold(lambda: station.is_running)
        reason = self._watch(state.definition.limit_ms)
        self._note_program()
        ended_ms = state.definition.limit_ms if reason == "time" else station.elapsed_ms()
        self._is_lamp_out = False
        station.end_run(reason, by=REFEREE, at_ms=ended_ms)
        venue.hold(lambda: self._is_lamp_out)
        self._show(force=True)
        venue.take_away()

    # -- while the robot drives ----------------------------------------------------------------------------------

    def _watch(self, limit_ms: int) -> EndReason:
        """Let the field run until the run is over; return why."""
        venue, station = self._venue, self.station
        left_us = limit_ms * 1000 - station.elapsed_ms() * 1000
        venue.run(lambda: venue.is_program_over() or self._is_ended_by_call(), left_us)
        if self._is_ended_by_call():
            return "declared"
        if venue.is_program_over():
            left_us = limit_ms * 1000 - station.elapsed_ms() * 1000
            venue.run(lambda: False, min(AFTER_PROGRAM_US, left_us))
        return "time" if station.elapsed_ms() >= limit_ms else "program_ended"

    def _is_ended_by_call(self) -> bool:
        return False  # the scripted referee calls nothing; a person's table does

    def _note_program(self) -> None:
        """Write down how the program ended, so that the child can be told; it decides no score."""
        over = self._venue.never_waited_us()
        if over is not None:
            self._robot.ending = {"error": "never_waits", "line": 0, "device_us": over}
        elif self._venue.is_program_over():
            deadline_s = time.monotonic() + LAST_WORDS_S
            while self._robot.ending is None and time.monotonic() < deadline_s:
                self._venue.wait_for_robot_words(deadline_s - time.monotonic())
                self._listen_to_robot()
        ending = self._robot.ending
        assert self._team is not None
        if ending is not None and ending["error"] != "done":
            named = {**ending, "name": self._team.program.stem}
            self.station.note("program", named, by="station")
            self._listen(Said("program_failed", {"team": self._team.name, "language": self._team.language, **named}))

    # -- what the venue calls ------------------------------------------------------------------------------------

    def _attend(self) -> None:
        """Read what is there: called while the field stands still, and a few times a simulated second."""
        station = self.station
        if station.port is None:
            port = self._venue.box_port()
            if port is not None:
                station.plug(port)
        station.pump()
        if not station.is_waiting:
            self._remind_s = time.monotonic() + REMIND_S
        elif time.monotonic() >= self._remind_s:
            station.remind()
            self._remind_s = time.monotonic() + REMIND_S
        self._listen_to_robot()
        self._show()

    def _listen_to_robot(self) -> None:
        self._robot.hear(self._venue.robot_words())

    def _heard(self, fact: Fact) -> None:
        body = fact.body
        if isinstance(body, Signalled):
            self._signals += 1
            self._show(force=True)
        elif isinstance(body, Noted) and body.topic == "lamp":
            self._is_lamp_out = not body.args["on"]
        elif isinstance(body, Noted) and body.topic == "box_lost":
            self._listen(Said("box_lost", {"run": self._run}))

    def _show(self, *, force: bool = False) -> None:
        now_us = self._venue.now_us()
        if not self._has_watcher or self._opened is None or self._team is None:
            return
        if not force and now_us < self._picture_us:
            return
        self._picture_us = now_us + PICTURE_US
        run_state = self.run_state()
        if run_state is None:
            return
        limit_ms = self._state.definition.limit_ms if self._state and self._state.definition else 0
        self._listen(
            TableMoved(
                table=self._table,
                run=self._run,
                team=self._team.name,
                stage=self._opened.stage,
                heat=self._opened.heat,
                at_ms=self.station.elapsed_ms() if self.station.is_running else run_state.ended_ms,
                limit_ms=limit_ms,
                score=run_state.score,
                view=self._venue.view(),
                is_waiting_for_signature=run_state.stage is RunStage.ENDED,
            )
        )

    def run_state(self) -> RunState | None:
        """Fold the run that is at the table; None before there is one."""
        if self._state is None or self._state.definition is None or self._state.opened is None:
            return None
        facts = [fact for fact in self._journal.facts() if fact.run == self._run]
        return fold_run(self._state.definition, self._state.opened.division, facts) if facts else None


def _ending(args: tuple[str, ...]) -> dict[str, int | str]:
    if args[:1] == ("safe_mode",):
        return {"error": "safe_mode", "line": 0}
    if args[:1] != ("error",):  # done, or stopped by hand
        return {"error": "done", "line": 0}
    error = args[1] if len(args) > 1 and args[1].isidentifier() else "error"
    return {"error": error, "line": int(args[2]) if len(args) > 2 and args[2].isdigit() else 0}
