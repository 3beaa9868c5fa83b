"""A virtual robot for a child who has none at hand: it stands on a field, in real time, as long as the screen is open.

Its flash stays under the home, so that the program is there the next time. It is started, driven and ended in one
thread: a board is tied to the thread that started it. Each start of a program puts it back to where it starts.
"""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.flasher.ports import list_boards
from tui.my_robot.events import Event, Failed, ProgramOver
from tui.my_robot.robot_words import Ending

if TYPE_CHECKING:
    from firmware.virtual.events import WorldEvent
    from firmware.virtual.field import Field
    from firmware.virtual.spawn import BoardProcess

__all__ = ["StandIn", "is_possible"]

NAME = "virtual-{number}"
FIELD, SEED = "line_following", 1
LATE_S_MAX = 0.2  # a computer that slept does not catch up with what it missed
LOOK_US = 1_000_000


class StandIn:
    """One virtual robot.

    Args: tell: called in the thread when it does not start, or when its program never waits.
    """

    def __init__(self, home: Path, tell: Callable[[Event], object]) -> None:
        self._home, self._tell = home, tell
        self.name = self._free_name()
        self._ended = threading.Event()
        self._begins = False
        self._field: Field | None = None
        self._began_s, self._began_us = 0.0, 0
        self._thread = threading.Thread(target=self._run, name="stand-in", daemon=True)
        self._thread.start()

    @property
    def is_on(self) -> bool:
        """False when it did not start, was switched off, or died."""
        return self._thread.is_alive() and not self._ended.is_set()

    def press_button(self) -> None:
        """Press the button on the robot."""
        if self._field is not None:
            self._field.robot.press_button()

    def switch_off(self) -> None:
        """Switch it off; it is off a moment later."""
        self._ended.set()

    def end(self) -> None:
        """Switch it off and wait until it is."""
        self.switch_off()
        self._thread.join()

    def _run(self) -> None:
        from firmware.virtual.board import check_machine  # POSIX only, as all of a virtual board
        from firmware.virtual.spawn import BoardProcess

        try:
            check_machine()
            with BoardProcess("robot", self.name, self._home, in_field=True) as board:
                self._drive(board)
        except Exception as error:  # whatever it is, it is told; the screen goes on without
            self._tell(Failed(error, ends_work=False))

    def _drive(self, board: "BoardProcess") -> None:
        """Let the field's time pass, as fast as life."""
        from firmware.virtual.field import Field
        from firmware.virtual.plan import load_plan
        from firmware.virtual.world import World

        self._field = Field(load_plan(FIELD), SEED)
        world = World(self._field, on_event=self._hear, pace=self._keep_pace, is_pinned=False)
        assert board.channel is not None
        world.attach("robot", board.channel, role="robot", parent_pid=board.pid)
        while not self._ended.is_set():
            world.run(lambda: self._begins or self._ended.is_set(), LOOK_US)
            if self._begins:
                self._begins = False
                self._field.reset(SEED)
        world.detach("robot")

    def _hear(self, event: "WorldEvent") -> None:
        from firmware.virtual import events

        match event:
            case events.BoardHere():
                self._begins = True
            case events.ProgramNeverWaits():
                self._tell(ProgramOver(self.name, Ending("never_waits")))
            case events.BoardLost():
                self._ended.set()
            case _:
                pass  # no judge looks at this field

    def _keep_pace(self, now_us: int) -> None:
        early_s = (now_us - self._began_us) / 1e6 - (time.monotonic() - self._began_s)
        if early_s < -LATE_S_MAX:
            self._began_s, self._began_us = time.monotonic(), now_us
        elif early_s > 0:
            self._ended.wait(early_s)

    def _free_name(self) -> str:
        taken = {board.name for board in list_boards(self._home)}
        number = 1
        while NAME.format(number=number) in taken:
            number += 1
        return NAME.format(number=number)


def is_possible() -> bool:
    """Whether this system can keep a virtual robot's program away from its files at all."""
    return sys.platform == "linux"
