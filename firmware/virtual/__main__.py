"""`python -m firmware.virtual robot|judge-box --home H …`: one virtual board in the foreground."""

import argparse
import logging
import sys
from pathlib import Path

from firmware.errors import BoardError
from firmware.virtual import board
from firmware.virtual.link import Link


def main() -> int:
    """Run the board; 3 when the machine, a file or the board failed."""
    parser = argparse.ArgumentParser(prog="firmware.virtual", description=__doc__)
    parser.add_argument("kind", choices=board.KINDS)
    parser.add_argument("--home", type=Path, required=True, help="folder for everything that is written")
    parser.add_argument("--name", help="kind-1, kind-2, … when not given")
    parser.add_argument("--image", type=Path, help="flash image, <home>/boards/NAME.lfs when not given")
    parser.add_argument("--field-fd", type=int, help="descriptor of the field's channel")
    parser.add_argument("--reset", action="store_true", help="start with an empty flash")
    parser.add_argument("--baud", metavar="N", type=_positive, help="the line's rate, N/10 bytes a second each way")
    parser.add_argument("--latency-ms", metavar="N", type=_positive, default=0, help="the line's delay each way")
    parser.add_argument("--jitter-ms", metavar="N", type=_positive, default=0, help="up to so much more, at random")
    parser.add_argument(
        "--cut-after", metavar="BYTES", type=_positive, help="pull the plug after so many come from the client"
    )
    arguments = vars(parser.parse_args())
    link = Link(**{name: arguments.pop(name) for name in ("baud", "latency_ms", "jitter_ms", "cut_after")})
    logging.basicConfig(format="firmware.virtual: %(message)s", stream=sys.stderr)
    try:
        return board.run(board.BoardOptions(**arguments, link=link))
    except BoardError as error:
        sys.stderr.write(f"firmware.virtual: error: {error}\n")
        return 3


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
