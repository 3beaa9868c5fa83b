"""`python -m firmware.virtual robot|judge-box --home H …`: one virtual board in the foreground."""

import argparse
import logging
import sys
from pathlib import Path

from firmware.errors import BoardError
from firmware.virtual import board


def main() -> int:
    """Run the board; 3 when the machine, a file or the board failed."""
    parser = argparse.ArgumentParser(prog="firmware.virtual", description=__doc__)
    parser.add_argument("kind", choices=board.KINDS)
    parser.add_argument("--home", type=Path, required=True, help="folder for everything that is written")
    parser.add_argument("--name", help="kind-1, kind-2, … when not given")
    parser.add_argument("--image", type=Path, help="flash image, <home>/boards/NAME.lfs when not given")
    parser.add_argument("--field-fd", type=int, help="descriptor of the field's channel")
    arguments = parser.parse_args()
    logging.basicConfig(format="firmware.virtual: %(message)s", stream=sys.stderr)
    try:
        return board.run(board.BoardOptions(**vars(arguments)))
    except BoardError as error:
        sys.stderr.write(f"firmware.virtual: error: {error}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main())
