"""The hall of the demo: one field, one judge box and a robot for each team, all real processes on real ports.

Owns every resource of the demo and nothing of its rules. A board that dies is started again; the field waits for it.
"""

import select
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from firmware.flasher.install import install_judge_box, install_program
from firmware.virtual import events
from firmware.virtual.field import Field, FieldView
from firmware.virtual.plan import load_plan
from firmware.virtual.registry import folder
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.world import World
from judge.errors import PortError
from judge.serial_port import SerialPort
from tui.demo.events import DemoEvent, Said
from tui.demo.roster import DemoTeam

if TYPE_CHECKING:
    from tui.demo.engine import DemoOptions

__all__ = ["Venue"]

BOX_NAME = "demo-judge-box"
ROBOT_NAME = "demo-robot-{team}"
WHOLE_SECOND_US = 1_000_000
HOLD_S_MAX = 60.0  # what the field waits for at most: a board that starts, a disk that is slow


class Venue:
    """Everything of the demo that runs beside our own process. A context manager: it leaves nothing behind."""

    def __init__(
        self, options: "DemoOptions", teams: tuple[DemoTeam, ...], listen: Callable[[DemoEvent], None]
    ) -> None:
        self._home, self._listen = options.home, listen
        plan = load_plan(options.challenge)
        self.gates = plan.judge_box_inputs
        self._field = Field(plan, options.seed)
        self._look: Callable[[], None] = lambda: None
        self._is_through: Callable[[int], bool] = lambda _number: False
        self._is_judge_ready: Callable[[], bool] = lambda: True
        self._pace = options.pace
        self._world = World(
            self._field,
            on_event=self._hear_world,
            is_through=lambda number: self._is_through(number),
            pace=self._keep_pace,
            idle=lambda: self._look(),
            still_limit_s=HOLD_S_MAX,
        )
        self._is_program_over = False
        self._never_waited_us: int | None = None
        self._teams = teams
        self._box: BoardProcess | None = None
        self._is_box_lost = False
        self._robot: BoardProcess | None = None
        self._robot_port: SerialPort | None = None
        self._is_fresh = not options.is_resumed

    def __enter__(self) -> Self:
        try:
            if self._is_fresh:
                self._forget_images()
            self._start_box(must_install=True)
            for team in self._teams:
                self._flash(team)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every board."""
        if self._robot_port is not None:
            self._robot_port.close()
        for board in (self._box, self._robot):
            if board is not None:
                board.stop()

    # -- time ----------------------------------------------------------------------------------------------------

    def now_us(self) -> int:
        """Return the field's clock, microseconds since the hall opened."""
        return self._world.now_us

    def attend(
        self, look: Callable[[], None], is_through: Callable[[int], bool], is_judge_ready: Callable[[], bool]
    ) -> None:
        """Have LOOK called while the field stands still and every 20 ms of its time.

        IS_THROUGH says whether the hall's gate edge number N is on the judge's disk: one that is not is given again to
        a judge box that starts anew. While the judge is not ready (IS_JUDGE_READY) no time passes in `run`.
        """
        self._look, self._is_through, self._is_judge_ready = look, is_through, is_judge_ready

    def run(self, until: Callable[[], bool], limit_us: int) -> None:
        """Let the field go on until UNTIL is true or LIMIT_US of its time have passed."""
        end_us = self.now_us() + limit_us
        while True:
            self._world.run(lambda: until() or not self._is_judge_ready(), end_us - self.now_us())
            if self._is_judge_ready():
                return
            # A judge that learned the box's clock while the field goes on would be some milliseconds off.
            self.hold(self._is_judge_ready)

    def hold(self, until: Callable[[], bool]) -> None:
        """Let the field stand still until UNTIL is true."""
        self._world.hold(until, HOLD_S_MAX)

    def view(self) -> FieldView:
        """Return a picture of the field."""
        return self._field.view()

    # -- the judge box -------------------------------------------------------------------------------------------

    def box_port(self) -> SerialPort | None:
        """Return the judge box's port, starting the box again when it died; None: not yet, ask again."""
        assert self._box is not None
        if not self._box.is_alive:
            if not self._is_box_lost:
                return None  # the field has not seen it go yet, and seats one judge box only
            self._listen(Said("box_restarted"))
            self._start_box(must_install=False)
        try:
            return SerialPort(self._box.port)
        except PortError:
            return None

    def _start_box(self, *, must_install: bool) -> None:
        if self._box is not None:
            self._box.stop()
        self._box = BoardProcess("judge-box", BOX_NAME, self._home, in_field=True)
        self._is_box_lost = False
        if must_install:
            install_judge_box(self._box.port)
        assert self._box.channel is not None
        self._world.attach("box", self._box.channel, role="judge_box", parent_pid=self._box.pid)
        self._listen(Said("board_ready", {"name": BOX_NAME, "port": self._box.port}))

    # -- the robots ----------------------------------------------------------------------------------------------

    def place(self, team: DemoTeam, seed: int) -> None:
        """Put a team's robot on its start and switch it on, at a whole second of the field's clock.

        A whole second and a robot fresh from its switch, so that what it meets does not depend on what was before.
        """
        self.run(lambda: False, -self.now_us() % WHOLE_SECOND_US)
        self._field.reset(seed)
        robot = BoardProcess("robot", ROBOT_NAME.format(team=team.id), self._home, in_field=True)
        self._robot = robot
        self._robot_port = SerialPort(robot.port)
        assert robot.channel is not None
        self._is_program_over, self._never_waited_us = False, None
        self._world.attach("robot", robot.channel, role="robot", parent_pid=robot.pid)
        self._world.hold(lambda: self._world.is_here("robot"), HOLD_S_MAX)

    def take_away(self) -> None:
        """Switch the robot off and take it off the field."""
        assert self._robot is not None
        assert self._robot_port is not None
        self._world.detach("robot")
        self._robot_port.close()
        self._robot.stop()
        self._robot = self._robot_port = None

    def robot_words(self) -> bytes:
        """Return what the robot on the field printed since the last call."""
        if self._robot_port is None:
            return b""
        try:
            return self._robot_port.read()
        except PortError:
            return b""

    def wait_for_robot_words(self, timeout_s: float) -> None:
        """Wait until the robot prints something, or the time is over."""
        if self._robot_port is not None:
            select.select([self._robot_port], [], [], max(0.0, timeout_s))

    def is_program_over(self) -> bool:
        """True when the robot's program ended, by itself, by a mistake, or because it never waited."""
        return self._is_program_over

    def never_waited_us(self) -> int | None:
        """Return the device time in microseconds at which the program fell silent; None: it did not."""
        return self._never_waited_us

    def _flash(self, team: DemoTeam) -> None:
        """Put a team's program onto its robot, on the bench; the robot is switched off again."""
        with BoardProcess("robot", ROBOT_NAME.format(team=team.id), self._home, in_field=False) as robot:
            installed = install_program(robot.port, team.program, start=False)
            self._listen(
                Said(
                    "program_installed",
                    {"team": team.name, "program": installed.name, "hash": installed.sha256[:12]},
                )
            )

    def _hear_world(self, event: events.WorldEvent) -> None:
        match event:
            case events.BoardHalted(board="robot") | events.BoardLost(board="robot"):
                self._is_program_over = True
            case events.ProgramNeverWaits(board="robot", device_us=device_us):
                self._never_waited_us = device_us
            case events.BoardLost(board="box"):
                self._is_box_lost = True
            case _:
                pass  # gates reach the judge through its box

    def _keep_pace(self, now_us: int) -> None:
        self._look()
        if self._pace is not None:
            self._pace(now_us)

    def _forget_images(self) -> None:
        """Start from empty boards: what an earlier demo left on them must not show in this one."""
        for image in _images(self._home):
            image.unlink()


def _images(home: Path) -> list[Path]:
    return sorted(folder(home).glob("demo-*.lfs"))
