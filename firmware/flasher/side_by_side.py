"""Flash a whole class: every board in a thread with a port of its own, a bounded number at once.

One bad board never stops the others: whatever happens to a board is its own outcome.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from firmware.flasher.install import Installed, Progress
from firmware.flasher.ports import Board

__all__ = ["AT_ONCE", "Outcome", "install_all"]

AT_ONCE = 16  # a class; on one USB bus more only wait for each other


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one board ended: exactly one of `installed` and `error` is there."""

    board: Board
    installed: Installed | None
    error: Exception | None


def install_all(
    boards: Sequence[Board],
    install: Callable[[Board, Progress], Installed],
    *,
    on_progress: Callable[[Board, int, int], None],
    on_end: Callable[[Outcome], None],
    at_once: int = AT_ONCE,
) -> list[Outcome]:
    """Install on every board; return the outcomes in the order of the boards.

    Args:
        install: puts the program onto one board and tells its progress.
        on_progress, on_end: called from the threads, several at once.
    """

    def one(board: Board) -> Outcome:
        try:
            installed = install(board, lambda sent, in_all: on_progress(board, sent, in_all))
            outcome = Outcome(board, installed, None)
        except Exception as error:  # whatever it is, it is this board's alone; the caller names it
            outcome = Outcome(board, None, error)
        on_end(outcome)
        return outcome

    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="board") as pool:
        return list(pool.map(one, boards))
