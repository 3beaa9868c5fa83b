"""A whole class on one terminal: a bar for each board while it is flashed, and a table for the wall at the end."""

import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from firmware.flasher.ports import Board
from firmware.flasher.side_by_side import Outcome
from tui.flash_words import outcome_words, wall_head
from tui.text_table import table_lines

if TYPE_CHECKING:
    from firmware.flasher.survey import Robot

__all__ = ["Bars", "wall_lines"]


class Bars:
    """Progress on stderr: bars on a terminal, one line a board where somebody keeps what is printed."""

    def __init__(self, boards: Sequence[Board], labels: Mapping[str, str] | None = None) -> None:
        """Args: labels: what stands on the boards, by port; without one, the board's name."""
        self._labels = {board.port: board.name for board in boards} | dict(labels or {})
        console = Console(file=sys.stderr)
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}
        self._progress: Progress | None = None
        if console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"))
            self._progress = Progress(*columns, TextColumn("{task.fields[result]}"), console=console)
            add = self._progress.add_task
            self._tasks = {board.port: add(self._labels[board.port], total=1.0, result="") for board in boards}

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def sent(self, board: Board, sent: int, in_all: int) -> None:
        """Move a board's bar."""
        if self._progress is not None:
            self._progress.update(self._tasks[board.port], completed=sent / in_all)

    def ended(self, outcome: Outcome) -> None:
        """Say how a board ended."""
        result, _to_do = outcome_words(outcome.error, is_unchanged=_is_unchanged(outcome))
        if self._progress is not None:
            done = 1.0 if outcome.error is None else None
            self._progress.update(self._tasks[outcome.board.port], completed=done, result=result)
        else:
            with self._lock:
                sys.stderr.write(f"{self._labels[outcome.board.port]}: {result}\n")


def wall_lines(outcomes: Sequence[Outcome], robots: Mapping[str, "Robot"] | None = None) -> list[str]:
    """Return the table: sticker, board, for whom what was on it is kept, result, what to do.

    Args: robots: what is known of the boards, by port. A column that nobody has anything in is left out.
    """
    known = robots or {}
    return table_lines([wall_head(), *(_row(outcome, known.get(outcome.board.port)) for outcome in outcomes)])


def _row(outcome: Outcome, robot: "Robot | None") -> tuple[str, ...]:
    sticker = "" if robot is None or robot.sticker is None else str(robot.sticker)
    name = outcome.board.name if robot is None else robot.name
    child = (robot.child or "") if robot is not None else ""
    return sticker, name, child, *outcome_words(outcome.error, is_unchanged=_is_unchanged(outcome))


def _is_unchanged(outcome: Outcome) -> bool:
    return outcome.installed is not None and outcome.installed.is_unchanged
