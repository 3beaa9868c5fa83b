"""What the command's exit status says."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The one list of exit codes; every command uses it."""

    DONE = 0
    """Done."""
    NO = 1
    """The answer is no: a check failed."""
    WRONG_USE = 2
    """Wrong use or bad input."""
    FAILED = 3
    """The machine, a file or a board failed."""
