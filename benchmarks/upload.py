"""50 kB of source onto a board at 115200 baud, against mpremote: a command against a command, each with its own start.

Ours is `kagarobo flash`: it also checks the program, reads it back, hashes it and restarts the board. mpremote copies.
The library is up to date, and both programs are new to the board each time.
"""

from benchmarks.flashing import LINE, SOURCE_BYTES, bench, median_s, seconds
from benchmarks.row import Row
from firmware.errors import FirmwareError

AIM = 2.5
PEER = "mpremote fs cp, 115200 baud"


def measure(rounds: int = 3) -> Row:
    """Take turns on the same board."""
    ours, theirs = [], []
    try:
        with bench(1, *LINE) as place:
            place.flash(place.program("first"), "--to", "r0")  # brings the library
            for turn in range(rounds):
                program = place.program(f"turn {turn}")
                ours.append(seconds(place.flash, program, "--to", "r0"))
                theirs.append(seconds(place.copy, program))
    except FirmwareError as error:
        return Row("upload", PEER, None, None, "kB/s", AIM, f"no virtual boards here: {error}")
    kb = SOURCE_BYTES / 1000
    return Row("upload", PEER, kb / median_s(ours), kb / median_s(theirs), "kB/s", AIM)
