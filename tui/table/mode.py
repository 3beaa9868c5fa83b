"""What a table waits for, and why it does not do what it was asked."""

from collections.abc import Mapping
from enum import Enum

from judge.run_state import Refusal

__all__ = ["Mode", "NoCompetitionError", "NoTournamentError", "RefusedError"]


class NoTournamentError(Exception):
    """The journal holds no tournament of a challenge that this program has."""


class NoCompetitionError(Exception):
    """The journal holds no such competition; `known`: those it holds."""

    def __init__(self, competition: str, known: tuple[str, ...]) -> None:
        super().__init__(competition)
        self.competition, self.known = competition, known


class RefusedError(Exception):
    """A key that may not be pressed now; nothing was written."""

    def __init__(self, code: str, fields: Mapping[str, int | str] | None = None) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, fields or {})


class Mode(Enum):
    """What the table waits for."""

    CHOOSING = "choosing"
    """No run is at the table: the next one is chosen."""
    PLACED = "placed"
    """A team is at the table, its clock has not started."""
    RUNNING = "running"
    OVER = "over"
    """The clock has stopped: questions are answered, then it is signed, disputed or void."""
