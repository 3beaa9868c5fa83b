"""A whole class on one terminal: a bar for each board while it is flashed, and a table for the wall at the end."""

import sys
import threading
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from firmware.flasher.ports import Board
from firmware.flasher.side_by_side import Outcome
from tui.flash_words import outcome_words, wall_head

__all__ = ["Bars", "wall_lines"]


class Bars:
    """Progress on stderr: bars on a terminal, one line a board where somebody keeps what is printed."""

    def __init__(self, boards: Sequence[Board]) -> None:
        console = Console(file=sys.stderr)
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}
        self._progress: Progress | None = None
        if console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"))
            self._progress = Progress(*columns, TextColumn("{task.fields[result]}"), console=console)
            self._tasks = {board.port: self._progress.add_task(board.name, total=1.0, result="") for board in boards}

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
                sys.stderr.write(f"{outcome.board.name}: {result}\n")


def wall_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the table: board, result, what to do."""
    rows = [wall_head(), *map(_row, outcomes)]
    widths = [max(_columns(row[index]) for row in rows) for index in range(2)]
    return [
        "  ".join([*(cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=False)), row[2]])
        .rstrip()
        for row in rows
    ]  # fmt: skip


def _row(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.board.name, *outcome_words(outcome.error, is_unchanged=_is_unchanged(outcome))


def _is_unchanged(outcome: Outcome) -> bool:
    return outcome.installed is not None and outcome.installed.is_unchanged


def _columns(text: str) -> int:
    """How wide a text stands on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in ("W", "F") else 1 for character in text)
