"""A number of its own for each boot: signals of two boots are never taken for each other.

Made of the board's own id and a count of its boots kept in a file, so that it is new each time and yet, on a virtual
board with a seed, the same in every repetition. Where the file cannot be trusted, chance decides.
"""

from binascii import crc32

COUNT_PATH = "/boot_count.txt"


def next_boot_id(unique_id, urandom, path=COUNT_PATH):
    """Return a number from 1 to 2**32 - 1 and write the count back before anybody hears of it."""
    count = _read_count(path)
    if count is not None and _write_count(path, count + 1):
        salt = b"%d" % (count + 1)
    else:
        salt = urandom(8)
    return crc32(unique_id + b"/" + salt) or 1


def _read_count(path):
    """None: the file is damaged."""
    try:
        with open(path) as file:
            digits = file.read(12)
    except OSError:
        return 0  # the first boot
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def _write_count(path, count):
    try:
        with open(path, "w") as file:
            file.write("%d" % count)
    except OSError:
        return False  # the disk is full
    return True
