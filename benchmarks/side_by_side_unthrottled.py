"""Ten boards flashed at once against one, on lines that cost no time: what the computer's own work allows.

A ratio of 0.167 is six times the time of one board; ten boards and their clients share this machine's processors.
"""

from benchmarks.row import Row
from benchmarks.side_by_side import row

AIM = 0.167


def measure(rounds: int = 3) -> Row:
    """One board, then ten."""
    return row("side_by_side_unthrottled", "one board, no limit", AIM, rounds, ())
