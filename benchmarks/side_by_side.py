"""Ten boards flashed at once against one, at 115200 baud: `kagarobo flash --all`, 50 kB, library up to date.

The rate is of the whole command, so a ratio of 0.5 is twice the time of one board.
"""

from benchmarks.flashing import LINE, bench, median_s, seconds
from benchmarks.row import Row
from firmware.errors import FirmwareError

BOARDS = 10
AIM = 0.5


def measure(rounds: int = 3) -> Row:
    """One board, then ten."""
    return row("side_by_side", "one board, 115200 baud", AIM, rounds, LINE)


def row(name: str, peer: str, aim: float, rounds: int, options: tuple[str, ...]) -> Row:
    """Measure both on lines with these options."""
    try:
        one_s, ten_s = flashed_s(1, rounds, options), flashed_s(BOARDS, rounds, options)
    except FirmwareError as error:
        return Row(name, peer, None, None, "1/s", aim, f"no virtual boards here: {error}")
    return Row(name, peer, 1 / ten_s, 1 / one_s, "1/s", aim)


def flashed_s(board_count: int, rounds: int, options: tuple[str, ...]) -> float:
    """How long the command takes for so many boards."""
    with bench(board_count, *options) as place:
        place.flash(place.program("first"), "--all")  # brings the library
        durations_s = []
        for turn in range(rounds):
            program = place.program(f"turn {turn}")
            durations_s.append(seconds(place.flash, program, "--all"))
        return median_s(durations_s)
