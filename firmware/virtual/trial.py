"""One try of a child's program: a robot with a flash, alone on a field, as fast as the computer goes.

    switch on ─▶ it stands still, or sets out: the clock starts ─▶ the player presses the button ─▶ the program's end,
    or the limit ─▶ a second more, for what still rolls and falls

With a script the clock starts when the robot is switched on, and the player does what the script says and no more.

Equal flashes, fields and seeds give equal traces. The program runs confined (`guest`).
"""

import time
from collections.abc import Callable

from firmware.virtual import events, processes
from firmware.virtual.field import Field
from firmware.virtual.field_errors import WorldStuck
from firmware.virtual.guests import AnyGuest, Flash, guest_of, has_run_dry
from firmware.virtual.plan import FieldPlan, quiet
from firmware.virtual.player_script import PlayerScript
from firmware.virtual.robot_model import RobotModel, even
from firmware.virtual.robot_words import RobotWords
from firmware.virtual.trial_trace import Changed, Ending, Passed, Printed, Trace
from firmware.virtual.world import World

__all__ = ["Trial", "TrialLeft"]

BOOT_S = 20.0
STANDS_US = 1_000_000  # so long without a move: it waits for its button
PRESS_AGAIN_US = 3_000_000
WAIT_US = 10_000_000
AFTER_PROGRAM_US = 1_000_000
MOVES_MM = 1.0  # beyond this a wheel has set out
CPU_LIMIT_S = 3.0
SILENT_S = 5.0
PRINTED_MAX = 2000
STILL_BYTES_MAX = 300_000  # printed at one moment of the field: who prints without a wait has no clock to be stopped by
ROBOT = "robot"


class TrialLeft(Exception):  # noqa: N818 - nothing is wrong: nobody wants its result any more
    """The one who asked for the trial turned to something else."""


class Trial:
    """A trial that has not begun; `hold` does all of it, in the thread that calls it."""

    def __init__(
        self,
        image: Flash,
        plan: FieldPlan,
        seed: int,
        *,
        limit_us: int,
        has_noise: bool = True,
        model: RobotModel | None = None,
        script: PlayerScript | None = None,
        cpu_limit_s: float = CPU_LIMIT_S,
        is_left: Callable[[], bool] = lambda: False,
    ) -> None:
        """Args: image: the flash of a robot that was switched off. model: another robot than the usual one.

        script: what the player does; without one, a player who presses the button of a robot that stands.
        is_left: asked every 20 ms of field time.
        """
        plan, model = plan if has_noise else quiet(plan), model or RobotModel()
        self._image, self._is_left, self._script = image, is_left, script
        self._field = Field(plan, seed, model if has_noise else even(model))
        self.trace = Trace(self._field.plan, seed, limit_us)
        self._world = World(self._field, on_event=self._hear, pace=self._look, idle=self._wait, cpu_limit_s=cpu_limit_s)
        self._guest: AnyGuest | None = None
        self._words = RobotWords(PRINTED_MAX)
        self._start_us: int | None = None
        self._ending: Ending | None = None
        self._is_over = self._has_halted = False
        self._still_since_us = self._pressed_us = 0
        self._has_moved = False
        self._stood_mm = (0.0, 0.0)
        self._done: tuple[int, float | None] = (0, None)
        self._done_s = 0.0
        self._flood_us = self._flood_bytes = 0

    def hold(self) -> Trace:
        """Hold it to its end.

        Raises: NoConfinement, NoMicroPython: nothing may run on this machine. TrialLeft: `is_left` said so.
        """
        with guest_of(self._image) as self._guest:
            self._world.attach(ROBOT, self._guest.channel, role=ROBOT)
            try:
                self._switch_on(self._guest)
                began_s = time.perf_counter()
                if self._script is None:
                    self._world.run(lambda: self._is_over or self._start_us is not None, WAIT_US)
                self._start()
                self._world.run(lambda: self._is_over, self.trace.limit_us - self._at_us())
                if self._has_halted:
                    left_us = max(0, self.trace.limit_us - self._at_us())
                    self._world.run(lambda: False, min(AFTER_PROGRAM_US, left_us))
                self._end()
                self.trace.image_after = self._guest.image()
                self.trace.wall_s = time.perf_counter() - began_s
            finally:
                self._world.detach(ROBOT)
        return self.trace

    def _switch_on(self, guest: AnyGuest) -> None:
        refusal = guest.refusal()
        if refusal is not None:
            raise refusal
        try:
            self._world.hold(lambda: self._is_over or self._world.is_here(ROBOT) or not guest.is_alive, BOOT_S)
        except WorldStuck:  # it has not looked at its board once
            self._break_off("never_waits")
        if not guest.is_alive:
            self._lose()

    def _start(self) -> None:
        """The run's clock starts, once; what the light and the buzzer did before is as they are now."""
        if self._start_us is None:
            self._start_us = self._world.now_us
            self._take_changes()
            self.trace.add_view(0, self._field.note())

    def _at_us(self) -> int:
        """The run's clock; 0 before its start."""
        return 0 if self._start_us is None else self._world.now_us - self._start_us

    # -- every 20 ms of the field's time -------------------------------------------------------------------------

    def _look(self, _now_us: int) -> None:
        if self._is_left():
            raise TrialLeft
        self._read()
        self._play()
        at_us = self._at_us()
        if self._start_us is not None and (not self.trace.times_us or at_us > self.trace.end_us):
            self._take_changes()
            self.trace.add_view(at_us, self._field.note())

    def _take_changes(self) -> None:
        """Take what the light and the buzzer did."""
        if self._start_us is not None:
            for at_us, what, value in self._field.robot.changes:
                self.trace.changed.append(Changed(max(0, at_us - self._start_us), what, value))
            self._field.robot.changes.clear()

    def _play(self) -> None:
        """The player: keeps to the script, or presses the button of a robot that stands, until it sets out."""
        if self._script is not None:
            if self._start_us is not None:
                self._script.play(self._field.robot, self._at_us())
            return
        now_us, drive = self._world.now_us, self._field.robot.drive
        left_mm, right_mm = self._stood_mm
        if abs(drive.left_mm - left_mm) > MOVES_MM or abs(drive.right_mm - right_mm) > MOVES_MM:
            self._stood_mm, self._still_since_us = (drive.left_mm, drive.right_mm), now_us
            self._has_moved = True
            self._start()
        has_stood = now_us - self._still_since_us >= STANDS_US
        if not has_stood or (self._has_moved and self._pressed_us):
            return
        if not self._pressed_us or now_us - self._pressed_us >= PRESS_AGAIN_US:
            self._start()
            self._has_moved = False
            self._pressed_us = now_us
            self._field.robot.press_button(self.trace.plan.player_start_ms)

    def _wait(self) -> None:
        """The world waits for the program: one that uses no time of the computer either waits for its keyboard."""
        self._read()
        if self._guest is None or self._is_over or not self._world.is_here(ROBOT):
            return
        done, now_s = (self._world.exchanges, processes.cpu_seconds(self._guest.pid)), time.monotonic()
        if done != self._done:
            self._done, self._done_s = done, now_s
        elif now_s - self._done_s > SILENT_S:
            self._break_off("waits_for_keys")

    def _read(self) -> None:
        """Take what the program printed."""
        if self._guest is None:
            return
        words = self._guest.words()
        if words:
            self.trace.printed_bytes += len(words)
            self._break_off_flood(len(words))
            self._note(self._words.hear(words))
            self.trace.is_program_gone = self._words.is_program_gone
        if self._guest.is_reset and not self._is_over:
            self._break_off("reset")

    def _break_off_flood(self, count: int) -> None:
        """End a program that prints without end while the field's clock stands: it waits for its pipe, not for time."""
        if self._flood_us != self._world.now_us:
            self._flood_us, self._flood_bytes = self._world.now_us, 0
        self._flood_bytes += count
        if self._flood_bytes > STILL_BYTES_MAX and not self._is_over:
            self._break_off("never_waits")

    def _note(self, lines: list[str]) -> None:
        self.trace.printed.extend(Printed(line, self._at_us()) for line in lines)
        self.trace.printed_more = self._words.unseen

    # -- how it ends ---------------------------------------------------------------------------------------------

    def _hear(self, event: events.WorldEvent) -> None:
        match event:
            case events.GatePassed(gate=gate):
                if self._start_us is not None:
                    self.trace.passed.append(Passed(gate, self._at_us()))
            case events.ProgramNeverWaits():
                self._ending = self._ending or Ending("never_waits", self._at_us())
            case events.BoardHalted():
                self._is_over = self._has_halted = True
                self.trace.over_us = self._at_us()
            case events.BoardLost():
                self._lose()
            case _:
                pass

    def _break_off(self, kind: str) -> None:
        """End what would never end by itself; the world then no longer waits for it."""
        self._ending, self._is_over = self._ending or Ending(kind, self._at_us()), True
        if self._guest is not None:
            self._guest.kill()

    def _lose(self) -> None:
        kind = "never_waits" if has_run_dry(self._guest) else "lost"
        self._ending = self._ending or Ending(kind, self._at_us())
        self._is_over = True

    def _end(self) -> None:
        """Say how it ended; what it printed last is already here, because a pipe is read at once."""
        self._read()
        self._take_changes()
        self._note(self._words.flush())
        if self._ending is None and self._words.ending is not None:
            kind, error, line_number, message = self._words.ending
            self._ending = Ending(kind, self._at_us(), error, line_number, message)
        self.trace.ending = self._ending or Ending("time" if not self._is_over else "lost", self._at_us())
