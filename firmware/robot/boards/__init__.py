"""Which board this is: one module of pins and constants each.

Chosen by the name in `/board.txt` on the board, else by what MicroPython says it runs on. A bare Raspberry Pi Pico
cannot know which motor driver it is soldered to: there the file is needed.
"""

import os
import sys

BOARD_FILE = "/board.txt"
NAMES = ("virtual", "xrp", "xrp_beta", "pico_tb6612", "pico_drv8833", "esp32")
NAME_BY_PLATFORM = {"linux": "virtual", "darwin": "virtual", "esp32": "esp32"}
NAME_BY_MACHINE = (("XRP Controller (Beta)", "xrp_beta"), ("XRP Controller", "xrp"))  # the first that fits


class BoardUnknownError(Exception):
    """Nothing says what this board is; the message is short enough for a small screen (40 characters)."""


def choose_name(board_text, platform, machine_name):
    """Return a name of NAMES.

    board_text: what /board.txt holds, "" without one. Raises: BoardUnknownError.
    """
    wanted = board_text.strip()
    if wanted:
        if wanted not in NAMES:
            raise BoardUnknownError("/board.txt: no board " + repr(wanted[:16]))
        return wanted
    for part, name in NAME_BY_MACHINE:
        if part in machine_name:
            return name
    if platform in NAME_BY_PLATFORM:
        return NAME_BY_PLATFORM[platform]
    raise BoardUnknownError("which board? write it in /board.txt")


def this_board():
    """Return the module of constants for the board this runs on. Raises: BoardUnknownError."""
    name = choose_name(_board_text(), sys.platform, _machine_name())
    return getattr(__import__(__name__ + "." + name).boards, name)


def _board_text():
    try:
        with open(BOARD_FILE) as file:
            return file.read(64)
    except OSError:
        return ""


def _machine_name():
    name = getattr(sys.implementation, "_machine", "")
    return name or (os.uname().machine if hasattr(os, "uname") else "")
