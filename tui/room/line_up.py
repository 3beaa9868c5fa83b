"""Whose try is next: many children, few robots on the bench. Pure: no clock, no process.

The unit is one try. Rules:
    a child's first try goes before anybody's later tries, so that every robot moves soon after "run";
    first tries keep the order in which they were asked for, later tries go round the children, one each;
    after `FIRSTS_IN_A_ROW` first tries, or before a child's second one in that row, one later try goes: a class that
    presses "run" all at once sees every robot move first, and nobody who presses it again and again can keep the
    others from their verdict;
    a child has one program in the line, and one try under way at most; asking anew keeps the place of a program whose
    first try is still to come.
"""

from collections import deque
from dataclasses import dataclass

__all__ = ["LineUp", "Turn"]

FIRSTS_IN_A_ROW = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """A try that is to be held now."""

    child: str
    run: str
    number: int
    """From 0."""


@dataclass(slots=True)
class _Wish:
    run: str
    tries: int
    done: int = 0


class LineUp:
    """The line. Children and runs are any names."""

    def __init__(self) -> None:
        self._wishes: dict[str, _Wish] = {}
        self._firsts: deque[str] = deque()
        self._laters: deque[str] = deque()
        self._under_way: dict[str, str] = {}
        self._row: list[str] = []
        """Whose first tries went since the last later one."""

    def ask(self, child: str, run: str, tries: int) -> str | None:
        """Put a run of so many tries into the line; return the child's earlier one, which is not tried any more."""
        before = self._wishes.get(child)
        self._wishes[child] = _Wish(run, tries)
        if child not in self._firsts:
            self._forget_later(child)
            self._firsts.append(child)
        return None if before is None else before.run

    def leave(self, child: str) -> str | None:
        """Take a child's run out of the line; return it. A try that is under way stays so until `done`."""
        wish = self._wishes.pop(child, None)
        if child in self._firsts:
            self._firsts.remove(child)
        self._forget_later(child)
        return None if wish is None else wish.run

    def next(self) -> Turn | None:
        """Take the next try; None when there is none that may begin now."""
        first, later = self._ready(self._firsts), self._ready(self._laters)
        is_row_over = first is None or first in self._row or len(self._row) >= FIRSTS_IN_A_ROW
        takes_later = later is not None and is_row_over
        child = later if takes_later else first
        if child is None:
            return None
        self._row = [] if takes_later else [*self._row, child][-FIRSTS_IN_A_ROW:]
        (self._laters if takes_later else self._firsts).remove(child)
        wish = self._wishes[child]
        self._under_way[child] = wish.run
        return Turn(child, wish.run, wish.done)

    def done(self, child: str, run: str, *, goes_on: bool) -> bool:
        """A try is over. Return whether the run is: it does not go on, was its last, or is in the line no more."""
        if self._under_way.get(child) == run:
            del self._under_way[child]
        wish = self._wishes.get(child)
        if wish is None or wish.run != run:
            return True
        wish.done += 1
        if goes_on and wish.done < wish.tries:
            self._laters.append(child)
            return False
        del self._wishes[child]
        return True

    def done_anywhere(self, run: str) -> None:
        """A try of a run that nobody wants any more is over: its child's next one may begin."""
        for child, under_way in list(self._under_way.items()):
            if under_way == run:
                del self._under_way[child]

    def holds(self, child: str, run: str) -> bool:
        """Whether this run is still wanted."""
        wish = self._wishes.get(child)
        return wish is not None and wish.run == run

    def run_of(self, child: str) -> str | None:
        """The run that a child has in the line or under way."""
        wish = self._wishes.get(child)
        return None if wish is None else wish.run

    def place(self, child: str) -> int:
        """How many other children's tries come before this child's next one; 0: it is next, or under way."""
        if child in self._firsts:
            return self._firsts.index(child)
        if child in self._laters:
            return len(self._firsts) + self._laters.index(child)
        return 0

    def waiting_firsts(self) -> list[str]:
        """The children whose first try is still to come, in order."""
        return list(self._firsts)

    def _ready(self, line: deque[str]) -> str | None:
        return next((child for child in line if child not in self._under_way), None)

    def _forget_later(self, child: str) -> None:
        if child in self._laters:
            self._laters.remove(child)
