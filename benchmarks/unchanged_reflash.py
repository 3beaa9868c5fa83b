"""The same program once more, against its first flash on a new board, at 115200 baud: commands, with their own start.

The first brings the library and 50 kB of program; once more nothing is sent, and the program is started again.
"""

from benchmarks.flashing import LINE, bench, median_s, seconds
from benchmarks.row import Row
from firmware.errors import FirmwareError

AIM = 5.0
PEER = "its first flash, 115200 baud"


def measure(rounds: int = 3) -> Row:
    """A new board for each round."""
    again, first = [], []
    try:
        for turn in range(rounds):
            with bench(1, *LINE) as place:
                program = place.program(f"turn {turn}")
                first.append(seconds(place.flash, program, "--to", "r0"))
                again.append(seconds(place.flash, program, "--to", "r0"))
    except FirmwareError as error:
        return Row("unchanged_reflash", PEER, None, None, "1/s", AIM, f"no virtual boards here: {error}")
    return Row("unchanged_reflash", PEER, 1 / median_s(again), 1 / median_s(first), "1/s", AIM)
