"""A match of two programs on one ring: bout after bout, each with both robots switched on anew.

    set down, switch on both ─▶ their players press the buttons ─▶ the referee says who is out, or that it starts again
        ▲                                                                                                      │
        └──────────────── not won yet, and time is left ◀────────────────────────────────────────────────────── ┘

Equal flashes, fields and seeds give equal traces. The clock is the match's: what lies between two bouts takes no time.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from firmware.virtual import events
from firmware.virtual.field import ROLES, Field
from firmware.virtual.field_errors import WorldStuck
from firmware.virtual.guests import AnyGuest, Flash, guest_of, has_run_dry
from firmware.virtual.noise import hash_numbers
from firmware.virtual.plan import FieldPlan, quiet
from firmware.virtual.robot_model import RobotModel, even
from firmware.virtual.robot_words import RobotWords
from firmware.virtual.trial import AFTER_PROGRAM_US, BOOT_S, CPU_LIMIT_S, PRINTED_MAX, TrialLeft
from firmware.virtual.trial_trace import Ending, Passed, Printed, Trace
from firmware.virtual.world import World

__all__ = ["Bouts"]

BROKEN = ("error", "never_waits", "reset", "lost")


class _Corner:
    """One side of the match: its flash, the robot that runs it now, and what became of its program."""

    def __init__(self, role: str, image: Flash) -> None:
        self.role, self._image = role, image
        self.guest: AnyGuest | None = None
        self.ending: Ending | None = None
        self.is_over = False
        self.words = RobotWords(PRINTED_MAX)

    def switch_on(self) -> AnyGuest:
        self.guest, self.ending, self.is_over = guest_of(self._image), None, False
        self.words = RobotWords(PRINTED_MAX)
        return self.guest

    def break_off(self, kind: str, at_us: int) -> None:
        """It takes no part any more: its robot stands where it is."""
        self.ending, self.is_over = self.ending or Ending(kind, at_us), True
        if self.guest is not None:
            self.guest.kill()


class Bouts:
    """A match that has not begun; `hold` does all of it. The trace is that of side A, side B is each view's rival."""

    def __init__(
        self,
        images: Sequence[Flash],
        plan: FieldPlan,
        seed: int,
        *,
        limit_us: int,
        is_decided: Callable[[Trace], bool],
        has_noise: bool = True,
        models: Sequence[RobotModel] | None = None,
        cpu_limit_s: float = CPU_LIMIT_S,
        is_left: Callable[[], bool] = lambda: False,
    ) -> None:
        """Args: images: the flashes of A and B. models: their robots. is_decided: asked after each bout.
        is_left: asked every 20 ms of field time.
        """
        model, rival = models or (RobotModel(), RobotModel())
        if not has_noise:
            plan, model, rival = quiet(plan), even(model), even(rival)
        self._is_decided, self._is_left, self._seed = is_decided, is_left, seed
        self._field = Field(plan, seed, model, rival)
        self.trace = Trace(self._field.plan, seed, limit_us)
        self._world = World(self._field, on_event=self._hear, pace=self._look, idle=self._wait, cpu_limit_s=cpu_limit_s)
        self._corners = tuple(_Corner(role, image) for role, image in zip(ROLES, images, strict=True))
        self._is_told = False
        self._broken: Ending | None = None

    def hold(self) -> Trace:
        """Hold it until it is decided, or the time is over.

        Raises: NoConfinement, NoMicroPython: nothing may run on this machine. TrialLeft: `is_left` said so.
        """
        began_s, number = time.perf_counter(), 0
        while self._left_us() > 0 and not self._is_decided(self.trace):
            self._hold_bout(number)
            number += 1
            if any(corner.ending is not None and corner.ending.kind == "lost" for corner in self._corners):
                break
        is_time = self._left_us() <= 0
        self.trace.ending = self._broken or Ending("time" if is_time else "decided", self._world.now_us)
        self.trace.wall_s = time.perf_counter() - began_s
        return self.trace

    def _left_us(self) -> int:
        return self.trace.limit_us - self._world.now_us

    def _hold_bout(self, number: int) -> None:
        world, field = self._world, self._field
        field.reset(hash_numbers(self._seed, number))
        self._is_told = False
        with ExitStack() as stack:
            for corner in self._corners:
                guest = corner.switch_on()
                stack.enter_context(guest)
                world.attach(corner.role, guest.channel, role=corner.role)
                stack.callback(world.detach, corner.role)
            self._switch_on()
            self._note_view()
            for corner, robot in zip(self._corners, field.robots, strict=True):
                if not corner.is_over:
                    robot.press_button(self.trace.plan.player_start_ms)
            world.run(lambda: self._is_told, self._left_us())
            world.run(lambda: False, min(AFTER_PROGRAM_US // 2, max(0, self._left_us())))
            self._read()
            first = self._corners[0]
            self._note(first.words.flush())
            if first.ending is None and first.words.ending is not None:
                kind, error, line_number, message = first.words.ending
                first.ending = Ending(kind, world.now_us, error, line_number, message)
            if first.ending is not None and first.ending.kind in BROKEN:
                self._broken = self._broken or first.ending

    def _switch_on(self) -> None:
        for corner in self._corners:
            assert corner.guest is not None
            refusal = corner.guest.refusal()
            if refusal is not None:
                raise refusal
        try:
            self._world.hold(lambda: all(map(self._is_up, self._corners)), BOOT_S)
        except WorldStuck:  # one has not looked at its board once
            for corner in self._corners:
                if not self._is_up(corner):
                    corner.break_off("never_waits", self._world.now_us)

    def _is_up(self, corner: _Corner) -> bool:
        assert corner.guest is not None
        return corner.is_over or self._world.is_here(corner.role) or not corner.guest.is_alive

    # -- every 20 ms of the field's time ---------------------------------------------------------------------------

    def _look(self, _now_us: int) -> None:
        if self._is_left():
            raise TrialLeft
        self._read()
        self._note_view()

    def _note_view(self) -> None:
        if not self.trace.times_us or self._world.now_us > self.trace.end_us:
            self.trace.add_view(self._world.now_us, self._field.note())

    def _wait(self) -> None:
        self._read()

    def _read(self) -> None:
        """Take what the programs printed; what side A says is kept."""
        for corner in self._corners:
            if corner.guest is None:
                continue
            lines = corner.words.hear(corner.guest.words())
            if corner is self._corners[0]:
                self._note(lines)
            if corner.guest.is_reset and not corner.is_over:
                corner.break_off("reset", self._world.now_us)

    def _note(self, lines: list[str]) -> None:
        self.trace.printed.extend(Printed(line, self._world.now_us) for line in lines)
        del self.trace.printed[PRINTED_MAX:]

    # -- what happens ------------------------------------------------------------------------------------------------

    def _hear(self, event: events.WorldEvent) -> None:
        match event:
            case events.GatePassed(gate=gate):
                self.trace.passed.append(Passed(gate, self._world.now_us))
                self._is_told = True
            case events.ProgramNeverWaits(board=board):
                corner = self._corner(board)
                corner.ending = corner.ending or Ending("never_waits", self._world.now_us)
            case events.BoardHalted(board=board):
                self._corner(board).is_over = True
            case events.BoardLost(board=board):
                corner = self._corner(board)
                if not corner.is_over:
                    kind = "never_waits" if has_run_dry(corner.guest) else "lost"
                    corner.ending, corner.is_over = corner.ending or Ending(kind, self._world.now_us), True
            case _:
                pass

    def _corner(self, board: str) -> _Corner:
        return self._corners[ROLES.index(board)]
