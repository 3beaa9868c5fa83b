"""What white and black look like to each line sensor, kept over a reboot in a file on the board.

The file is replaced by a rename, so a power cut leaves the old one or the new one.
"""

import json
import os

PATH = "calibration.json"  # at the board's root, where programs run
SPAN_MIN_U16 = 4000  # less between white and black is noise, not a line


def load(sensor_count, path=PATH):
    """Return [(white_u16, black_u16)] of each sensor, or None without a file; a damaged one is named and ignored."""
    try:
        with open(path) as file:
            text = file.read(1000)
    except OSError:
        return None
    try:
        ranges = [(int(white), int(black)) for white, black in json.loads(text)["line"]]
    except (ValueError, TypeError, KeyError):
        ranges = []
    if len(ranges) != sensor_count or not all(is_good(white, black) for white, black in ranges):
        print("calibration.json is damaged: not used")
        return None
    return ranges


def save(ranges, path=PATH):
    """Keep [(white_u16, black_u16)] of each sensor. Raises: OSError: the board is full."""
    with open(path + ".new", "w") as file:
        file.write(json.dumps({"line": ranges}))
    os.rename(path + ".new", path)


def is_good(white_u16, black_u16):
    """Return whether these tell white from black."""
    return 0 <= white_u16 < black_u16 <= 65535 and black_u16 - white_u16 >= SPAN_MIN_U16
