"""A virtual robot for a child who has none at hand: on the table as long as the screen is open, then switched off.

Its flash stays under the home, so that the program is there the next time. It is started and ended in one thread: a
board is tied to the thread that started it.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from firmware.flasher.ports import list_boards

__all__ = ["StandIn", "is_possible"]

NAME = "virtual-{number}"


class StandIn:
    """One virtual robot.

    Args: on_error: called in the thread when it does not start, or could not go on.
    """

    def __init__(self, home: Path, on_error: Callable[[Exception], None]) -> None:
        self._home, self._on_error = home, on_error
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stand-in", daemon=True)
        self._thread.start()

    @property
    def is_on(self) -> bool:
        """False when it did not start, or was switched off."""
        return self._thread.is_alive()

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
            with BoardProcess("robot", self._free_name(), self._home, in_field=False):
                self._ended.wait()
        except Exception as error:  # whatever it is, it is told; the screen goes on without
            self._on_error(error)

    def _free_name(self) -> str:
        taken = {board.name for board in list_boards(self._home)}
        number = 1
        while NAME.format(number=number) in taken:
            number += 1
        return NAME.format(number=number)


def is_possible() -> bool:
    """Whether this system can keep a virtual robot's program away from its files at all."""
    return sys.platform == "linux"
