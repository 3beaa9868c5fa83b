"""Which board this is: one module of pins and constants each."""

import sys

MODULE_BY_PLATFORM = {"linux": "virtual", "darwin": "virtual", "rp2": "pico"}


def this_board():
    """Return the module of constants for the board this runs on. Raises: KeyError: no file for this platform."""
    name = MODULE_BY_PLATFORM[sys.platform]
    return getattr(__import__(__name__ + "." + name).boards, name)
